import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeAction, Diagnostic, TextDocument, WorkspaceEdit } from 'vscode';
import { commands, workspace } from 'vscode';
import { RULES } from '../../../server/src/rules/registry.ts';
import { markersOf } from '../../rules/markers.ts';
import { activated, diagnosticsOf, eventually, openBoard, restoreAll, ruleOf } from './editor.ts';

/** Where a fixture's markers say that a rule reports something: `line:start-end`, from 0, sorted. */
function markedPlaces(text: string, rule: string): string[] {
  const marked = markersOf(text).filter((marker) => marker.rule === rule);
  return marked.map(({ line, start, end }) => `${line}:${start}-${line}:${end}`).sort();
}

/** The fixtures in which a rule is marked, copied into the workspace by whoever runs the suite. */
function fixturesOf(rule: string): string[] {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  return readdirSync(join(folder, 'rules', rule))
    .map((name) => join('rules', rule, name, 'board.dts'))
    .filter((name) => markedPlaces(readFileSync(join(folder, name), 'utf8'), rule).length > 0);
}

const placesOf = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics
    .map(({ range: { start, end } }) => `${start.line}:${start.character}-${end.line}:${end.character}`)
    .sort();

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
        const marked = markedPlaces(original, id);
        const reported = (): Diagnostic[] => diagnosticsOf(document).filter((found) => ruleOf(found) === id);
        const isAsMarked = (): true | undefined =>
          placesOf(reported()).join() === marked.join() && document.getText() === original ? true : undefined;
        await eventually(`${id} at ${marked} of ${name}`, isAsMarked);
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
