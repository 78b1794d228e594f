import { join } from 'node:path';
import type { Diagnostic, TextDocument } from 'vscode';
import { commands, DiagnosticSeverity, extensions, languages, type Position, Range, window, workspace } from 'vscode';

/** The extension under test, activated. */
export async function activated(): Promise<void> {
  const extension = extensions.getExtension('devicetree-heaps.devicetree-heaps');
  if (extension === undefined) throw new Error('The extension is not installed in this VS Code.');
  await extension.activate();
}

/** Opens one of the test's boards in an editor. */
export async function openBoard(name: string): Promise<TextDocument> {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error('No folder is open.');
  const document = await workspace.openTextDocument(join(folder, name));
  await window.showTextDocument(document);
  return document;
}

/** Takes back every edit that was not saved and closes the editors. */
export async function restoreAll(): Promise<void> {
  // The settings file is VS Code's own, which saves it when it has changed it.
  const boards = workspace.textDocuments.filter(({ uri }) => workspace.getWorkspaceFolder(uri) !== undefined);
  for (const document of boards.filter(({ isDirty }) => isDirty)) {
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.files.revert');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
}

/** Resolves after some milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What does not happen in this time, in milliseconds, will not: far more than a busy machine needs. */
export const PATIENCE = 120_000;

/** Asks again until `question` answers something; fails where it never does, naming what was waited for. */
export async function eventually<Answer>(
  what: string,
  question: () => Promise<Answer | undefined> | Answer | undefined,
): Promise<Answer> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const answer = await question();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await pause(50);
  }
}

/** All that is reported by us about a document, as it is now. */
export function diagnosticsOf(document: TextDocument): Diagnostic[] {
  return languages.getDiagnostics(document.uri).filter(({ source }) => source === 'dtheaps');
}

/** Our errors and warnings of a document, as they are now; what is merely good to know stands beside them. */
export function findings(document: TextDocument): Diagnostic[] {
  return diagnosticsOf(document).filter(({ severity }) => severity <= DiagnosticSeverity.Warning);
}

/** The rule that a diagnostic reports. */
export function ruleOf(diagnostic: Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === 'object' ? code.value : code);
}

/** The place of the first occurrence of `text`, which must be there. */
export function placeOf(document: TextDocument, text: string): Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`${document.fileName} has no "${text}".`);
  return document.positionAt(offset);
}

/** The range of the first occurrence of `text`. */
export function rangeOf(document: TextDocument, text: string): Range {
  const start = placeOf(document, text);
  return new Range(start, document.positionAt(document.offsetAt(start) + text.length));
}
