import type { CancellationToken, DocumentHighlight, Location } from 'vscode-languageserver';
import { DocumentHighlightKind } from 'vscode-languageserver';
import type { DeviceTreeNode } from '../../devicetree/tree/deviceTree.ts';
import { boardNamesInConfiguration, boardNamesInScenario, means } from '../../features/navigation/boardNamesInJson.ts';
import { meaningAt } from '../../features/navigation/meaning.ts';
import { referencesAt } from '../../features/navigation/references.ts';
import { meaningOn, soughtNameAt } from '../../features/navigation/soughtName.ts';
import type { Span } from '../../text/sourceFile.ts';
import { type EditedBoard, nameOf } from '../editedBoards.ts';
import { type AskedDocument, askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { placesOfFiles } from '../linkedFiles.ts';
import { boardsReaching, type NameReach } from '../nameReach.ts';
import { navigationSources } from '../navigationSources.ts';
import { locationOfSpan, offsetOf, rangeOfSpan } from '../positions.ts';

/**
 * All places that name what is named at a place: in the files of the workspace's boards and overlays, in scenarios and
 * the `.dtheaps.json`, and marked in the document itself.
 */
export const references: LanguageFeature = {
  capabilities: { referencesProvider: true, documentHighlightProvider: true },
  serve(parts) {
    const { connection, requests } = parts;
    connection.onReferences(
      requests.answering('references', async ({ textDocument, position, context }, token) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined) return null;
        return referencesOf(parts, document, offsetOf(document.file, position), context.includeDeclaration, token);
      }),
    );
    connection.onDocumentHighlight(
      requests.answering('document highlight', async ({ textDocument, position }) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined) return null;
        const { file, tree, path } = document;
        const found = referencesAt(navigationSources(parts, document), tree, offsetOf(file, position), path);
        return found?.places.map(
          ({ span, role }): DocumentHighlight => ({
            range: rangeOfSpan(span),
            kind: role === 'reference' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
          }),
        );
      }),
    );
  },
};

async function referencesOf(
  parts: ServerParts,
  document: AskedDocument,
  offset: number,
  withDefinitions: boolean,
  token: CancellationToken,
): Promise<Location[] | null> {
  const sources = navigationSources(parts, document);
  const sought = soughtNameAt(sources, document.tree, offset);
  const reach = sought && (await boardsReaching(parts, document, sought, token));
  const shown = new Set(document.boards.map(nameOf));
  const others = (reach?.boards ?? []).filter((board) => !shown.has(nameOf(board))).map(({ analysis }) => analysis);
  const found = referencesAt(sources, document.tree, offset, undefined, others);
  if (found === undefined) return null;
  const places = found.places.filter(({ role }) => withDefinitions || role !== 'definition').map(({ span }) => span);
  const [first] = document.boards;
  const meaning = meaningAt(first?.analysis, document.tree, offset);
  const node = meaning?.kind === 'label' || meaning?.kind === 'node' ? meaning : undefined;
  const inJson =
    node === undefined || reach === undefined
      ? []
      : await placesInJson(parts, reach, ({ analysis }) => {
          const there = meaningOn(analysis, node);
          return there?.kind === 'label' || there?.kind === 'node' ? there.node : undefined;
        });
  return placesOfFiles(parts.documents, [...places, ...inJson]).map(locationOfSpan);
}

/** At most this many scenarios are looked at for one name. */
const MOST_SCENARIOS = 100;

/** Where scenarios that run on some boards, and the `.dtheaps.json` of these, name a node. */
async function placesInJson(
  { includers, scenarios }: ServerParts,
  { boards, reads }: NameReach,
  nodeOn: (board: EditedBoard) => DeviceTreeNode | undefined,
): Promise<Span[]> {
  const places = new Map<string, Span>();
  const add = (span: Span): void => {
    places.set(`${span.file.path} ${span.start}`, span);
  };
  for (const path of includers.scenarios().slice(0, MOST_SCENARIOS)) {
    const state = await scenarios.placed(path);
    if (state?.board === undefined || state.analysis === undefined || !reads(state.board)) continue;
    const { analysis, board } = state;
    const node = nodeOn({ ...board, analysis });
    if (node === undefined) continue;
    for (const name of boardNamesInScenario(state.file)) if (means(analysis, name, node)) add(name.span);
  }
  for (const board of boards) {
    const { file } = board.opened.configuration;
    const node = file && nodeOn(board);
    if (file === undefined || node === undefined) continue;
    for (const name of boardNamesInConfiguration(file)) if (means(board.analysis, name, node)) add(name.span);
  }
  return [...places.values()];
}
