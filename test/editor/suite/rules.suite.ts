import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeAction, Diagnostic, TextDocument, WorkspaceEdit } from 'vscode';
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
    else for (const name of rules.split(',')) if (name.trim() === rule) marked.push(line);
  }
  return marked;
}

/** The fixtures in which a rule is marked, copied into the workspace by whoever runs the suite. */
function fixturesOf(rule: string): string[] {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  return readdirSync(join(folder, 'rules', rule))
    .map((name) => join('rules', rule, name, 'board.dts'))
    .filter((name) => markedLines(readFileSync(join(folder, name), 'utf8'), rule).length > 0);
}

const linesOf = (diagnostics: readonly Diagnostic[]): number[] =>
  diagnostics.map(({ range }) => range.start.line).sort((a, b) => a - b);

/** What the lightbulb offers to mend the first of the findings that can be mended. */
async function firstMendable(
  document: TextDocument,
  findings: readonly Diagnostic[],
): Promise<{ title: string; edit: WorkspaceEdit; message: string } | undefined> {
  for (const finding of findings) {
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
      'quickfix',
    );
    for (const { title, edit, diagnostics } of actions) {
      const isAboutIt = diagnostics?.some(
        (about) => ruleOf(about) === ruleOf(finding) && about.message === finding.message,
      );
      // A comment that silences is offered for all of them.
      if (edit !== undefined && isAboutIt === true && !title.startsWith('Disable '))
        return { title, edit, message: finding.message };
    }
  }
  return undefined;
}

describe('each rule in the editor', () => {
  before(activated);
  afterEach(restoreAll);

  for (const { id } of RULES) {
    it(`${id}: is shown where it is marked, mended by its fix, and shown again when that is undone`, async () => {
      const fixtures = fixturesOf(id);
      assert.ok(fixtures.length > 0, `No fixture of ${id} marks it.`);
      for (const name of fixtures) {
        const document = await openBoard(name);
        const original = document.getText();
        const marked = markedLines(original, id);
        const reported = (): Diagnostic[] => diagnosticsOf(document).filter((found) => ruleOf(found) === id);
        const isAsMarked = (): true | undefined =>
          linesOf(reported()).join() === marked.join() && document.getText() === original ? true : undefined;
        await eventually(`${id} at lines ${marked} of ${name}`, isAsMarked);
        const finding = await firstMendable(document, reported());
        if (finding === undefined) continue;
        const { title, edit, message } = finding;
        const count = (): number => reported().filter((found) => found.message === message).length;
        const before = count();
        assert.ok(await workspace.applyEdit(edit), title);
        await eventually(`${id} to go from ${name} by "${title}"`, () => (count() < before ? true : undefined));
        await commands.executeCommand('undo');
        await eventually(`${id} to come back to ${name}`, isAsMarked);
      }
    });
  }
});
