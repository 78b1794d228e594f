import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeAction, Diagnostic, TextDocument } from 'vscode';
import { commands, workspace } from 'vscode';
import { RULES } from '../../../server/src/rules/registry.ts';
import { activated, diagnosticsOf, eventually, openBoard, restoreAll, ruleOf } from './editor.ts';

/** The lines (from 0) at which a fixture's markers, `//^^^ rule`, say that a rule reports something. */
function markedLines(text: string, rule: string): number[] {
  const marked: number[] = [];
  let line = 0;
  for (const [index, content] of text.split('\n').entries()) {
    const rules = /^\s*\/\/\s*\^+\s*(.+)$/.exec(content)?.[1];
    if (rules === undefined) line = index;
    else if (rules.split(',').some((name) => name.trim() === rule)) marked.push(line);
  }
  return marked;
}

/** The fixtures of a rule, copied into the workspace by whoever runs the suite. */
function fixturesOf(rule: string): string[] {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  return readdirSync(join(folder, 'rules', rule)).map((name) => join('rules', rule, name, 'board.dts'));
}

const linesOf = (diagnostics: readonly Diagnostic[]): number[] =>
  diagnostics.map(({ range }) => range.start.line).sort((a, b) => a - b);

/** What the lightbulb offers to mend a finding; what silences it by a comment, or mends others too, left out. */
async function fixOf(document: TextDocument, finding: Diagnostic): Promise<CodeAction | undefined> {
  const actions = await commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    finding.range,
    'quickfix',
  );
  return actions.find(
    ({ title, edit, diagnostics }) =>
      edit !== undefined &&
      !title.startsWith('Disable ') &&
      diagnostics?.some((about) => ruleOf(about) === ruleOf(finding) && about.range.isEqual(finding.range)),
  );
}

describe('each rule in the editor', () => {
  before(activated);
  afterEach(restoreAll);

  for (const { id } of RULES) {
    it(`${id}: is shown where it is marked, mended by its fix, and shown again when that is undone`, async () => {
      let seen = 0;
      for (const name of fixturesOf(id)) {
        const document = await openBoard(name);
        const original = document.getText();
        const marked = markedLines(original, id);
        if (marked.length === 0) continue;
        seen++;
        const reported = (): Diagnostic[] => diagnosticsOf(document).filter((found) => ruleOf(found) === id);
        const isAsMarked = (): true | undefined =>
          linesOf(reported()).join() === marked.join() && document.getText() === original ? true : undefined;
        await eventually(`${id} at lines ${marked} of ${name}`, isAsMarked);
        for (const finding of reported()) {
          const fix = await fixOf(document, finding);
          if (fix?.edit === undefined) continue;
          assert.ok(await workspace.applyEdit(fix.edit), fix.title);
          await eventually(`${id} to go from ${name} by "${fix.title}"`, () =>
            reported().some(({ message }) => message === finding.message) ? undefined : true,
          );
          await commands.executeCommand('undo');
          await eventually(`${id} to come back to ${name}`, isAsMarked);
        }
      }
      assert.ok(seen > 0, `No fixture of ${id} marks it.`);
    });
  }
});
