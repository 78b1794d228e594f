import type { TextDocument, Uri } from 'vscode';
import { window } from 'vscode';
import { SCHEME } from './documents/documentAddress.ts';

/**
 * The documents that the server looks after, in whatever file system. By file name, not by language id: another
 * devicetree extension may give these files an id of its own, and both can be installed.
 */
export const devicetreeSelector = [
  { pattern: '**/*.{dts,dtsi,dtso,overlay}' },
  { language: 'dts' },
  { language: 'devicetree' },
  // Headers that boards include: their macros count as they stand in the editor.
  { pattern: '**/{dts,dt-bindings}/**/*.h' },
  // Scenarios, which are run on the board that is open.
  { pattern: '**/*.heapsim.json' },
  // How the boards of a folder are read: completed by what lies there.
  { pattern: '**/.dtheaps.json' },
];

/** Whether a document is a source, and none of the texts that are made of one. */
export const isSource = ({ scheme }: Uri): boolean => scheme !== SCHEME;

/** Whether a document is an earlier version of a file, such as the left side of a difference. */
export const isOldVersion = ({ scheme }: Uri): boolean => scheme === 'git';

/** Whether the server looks after a document. */
export function isDevicetree({ uri, languageId }: TextDocument): boolean {
  if (!isSource(uri) || isOldVersion(uri)) return false;
  return /\.(dts|dtsi|dtso|overlay)$/.test(uri.path) || ['dts', 'devicetree'].includes(languageId);
}

/** What the names of scenarios end with. */
export const SCENARIO_ENDING = '.heapsim.json';

/** Whether a document is a scenario. */
export const isScenario = ({ path }: Uri): boolean => path.endsWith(SCENARIO_ENDING);

/** Whether a document is a header, which boards may include. */
export function isHeader({ uri }: TextDocument): boolean {
  return isSource(uri) && !isOldVersion(uri) && uri.path.endsWith('.h');
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
