import type { TextDocument } from 'vscode';
import { window } from 'vscode';

/**
 * The documents that the server looks after. By file name, not by language id: another devicetree extension may give
 * these files an id of its own, and both can be installed.
 */
export const devicetreeSelector = [
  { scheme: 'file', pattern: '**/*.{dts,dtsi,dtso,overlay}' },
  { scheme: 'file', language: 'dts' },
  { scheme: 'file', language: 'devicetree' },
  // Headers that boards include: their macros count as they stand in the editor.
  { scheme: 'file', pattern: '**/{dts,dt-bindings}/**/*.h' },
];

/** Whether the server looks after a document. */
export function isDevicetree(document: TextDocument): boolean {
  if (document.uri.scheme !== 'file') return false;
  return /\.(dts|dtsi|dtso|overlay)$/.test(document.uri.path) || ['dts', 'devicetree'].includes(document.languageId);
}

/** Whether a document is a header, which boards may include. */
export function isHeader({ uri }: TextDocument): boolean {
  return uri.scheme === 'file' && uri.path.endsWith('.h');
}

/** The devicetree in the active editor, else the only kind of document that is visible beside it; `undefined` if there is none. */
export function currentDocument(): TextDocument | undefined {
  const editors = [window.activeTextEditor, ...window.visibleTextEditors];
  return editors.find((editor) => editor !== undefined && isDevicetree(editor.document))?.document;
}

/** The active editor's document, if a board can include it: a devicetree or a header. */
export function includeDocument(): TextDocument | undefined {
  const document = window.activeTextEditor?.document;
  return document !== undefined && (isDevicetree(document) || isHeader(document)) ? document : undefined;
}
