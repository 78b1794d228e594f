import { type TextDocument, type Uri, ViewColumn, window, workspace } from 'vscode';
import type { ScenarioAnswer } from '../../../server/src/lsp/protocol.ts';
import type { BoardConnection } from '../boardConnection.ts';
import { SCENARIO_ENDING } from '../devicetreeDocuments.ts';
import { fileNameOf, nameWithoutExtension } from '../fileName.ts';
import { saveFile } from '../saveFile.ts';

/** A scenario whose steps are shown below the map of its board: one that has a file, or what was simulated just now. */
export type ShownScenario =
  | { readonly kind: 'file'; readonly file: Uri }
  | { readonly kind: 'unsaved'; readonly board: Uri; readonly text: string; readonly title: string };

/** What a scenario comes to on its board as that is now; `undefined` where no board is known. */
export function runShown(board: BoardConnection, shown: ShownScenario): Promise<ScenarioAnswer | undefined> {
  if (shown.kind === 'file') return board.scenario(shown.file);
  return board.scenario(shown.board, { text: shown.text, title: shown.title });
}

/**
 * Asks where to save a scenario that has no file, writes it and opens it; the scenario with its file, or `undefined` where
 * nobody chose one.
 */
export async function saveShown(shown: ShownScenario): Promise<ShownScenario | undefined> {
  if (shown.kind === 'file') return shown;
  const file = await saveFile({
    title: 'Save what was simulated as a scenario',
    name: `${nameWithoutExtension(fileNameOf(shown.board))}${SCENARIO_ENDING}`,
    beside: shown.board,
    kind: 'Scenario',
    extensions: ['json'],
    ending: SCENARIO_ENDING,
    content: shown.text,
  });
  if (file === undefined) return undefined;
  // Not over the map, which shows it.
  await window.showTextDocument(file, { viewColumn: ViewColumn.One, preview: false });
  return { kind: 'file', file };
}

/** The documents in which scenarios without a file were opened. */
const opened = new WeakMap<ShownScenario, TextDocument>();

/** The document of a scenario: its file, or its text in an editor that has none, the same as long as that is open. */
export async function documentOf(shown: ShownScenario): Promise<Uri> {
  if (shown.kind === 'file') return shown.file;
  const earlier = opened.get(shown);
  if (earlier?.isClosed === false) return earlier.uri;
  const document = await workspace.openTextDocument({ language: 'jsonc', content: shown.text });
  opened.set(shown, document);
  return document.uri;
}
