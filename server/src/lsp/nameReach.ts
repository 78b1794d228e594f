import type { CancellationToken } from 'vscode-languageserver';
import { offsetsOfName } from '../devicetree/document/writtenNames.ts';
import { nodesOf } from '../devicetree/tree/walkedTree.ts';
import type { SoughtName } from '../features/navigation/soughtName.ts';
import { type EditedBoard, nameOf } from './editedBoards.ts';
import type { AskedDocument, ServerParts } from './languageFeature.ts';
import { turn } from './turns.ts';

/**
 * At most about this many nodes of boards' trees are read for a name: with the proof of a rename a node costs 50 µs and
 * 3 KB. These are 47 boards like sdm845's, and 140 like those of imx6qdl.
 */
const MOST_NODES = 40_000;

/** At most this many overlays that have a name are read to see whether they mean the same by it. */
const MOST_OVERLAYS = 32;

/** How far a name reaches in the workspace. */
export interface NameReach {
  /** The boards that read what defines it, overlays on such boards included; the first is the one the document is seen through. */
  readonly boards: readonly EditedBoard[];
  /** Whether a board reads a file that defines it. */
  reads(board: EditedBoard): boolean;
  /** The boards and overlays that may read it as well, and were not looked at, by their paths. */
  readonly unread: readonly string[];
  /** Overlays that have the name and whose board is not known, by their paths. */
  readonly unplaced: readonly string[];
}

/**
 * The boards of the whole workspace, open or not, that read a file which defines a name: those that include it, and the
 * overlays in which the name stands, each on the board that it is seen on. Waits for the index of the workspace, lets other
 * requests through between the boards, and ends with what it has once it is cancelled.
 */
export async function boardsReaching(
  parts: ServerParts,
  { path, boards: shown }: AskedDocument,
  { words, definitions }: SoughtName,
  token: CancellationToken,
): Promise<NameReach> {
  const { choice, boards, includers, documents } = parts;
  await choice.indexed(path);
  const paths = new Set(definitions.map(({ file }) => file.path));
  const including = new Set<string>();
  for (const defining of paths) {
    if (await boards.isOverlay(defining)) continue;
    for (const board of await choice.including(defining)) including.add(board);
  }
  const all = new Map((await choice.forProof(shown)).map((board) => [nameOf(board), board]));
  const unread: string[] = [];
  let nodes = 0;
  for (const path of including) {
    if (nodes > MOST_NODES || token.isCancellationRequested) {
      unread.push(path);
      continue;
    }
    const board = await boards.at(path);
    all.set(nameOf(board), board);
    nodes += nodesOf(board.analysis.board.tree.root).length;
    await turn();
  }
  const reads = ({ analysis }: EditedBoard): boolean => analysis.board.files.some((file) => paths.has(file.path));

  const naming = await boards.read(() =>
    includers.overlays().filter((overlay) => {
      const text = documents.read(overlay)?.text ?? '';
      return words.some((word) => !offsetsOfName(text, word.text, word.kind)[Symbol.iterator]().next().done);
    }),
  );
  const unplaced: string[] = [];
  for (const overlay of naming.slice(0, MOST_OVERLAYS)) {
    const seenOn = await choice.of(overlay);
    for (const board of seenOn.filter(reads)) all.set(nameOf(board), board);
    const isAlone = seenOn.every(({ analysis }) => analysis.board.standIn !== undefined);
    if (isAlone && !paths.has(overlay)) unplaced.push(overlay);
  }

  // The first is the one on which places of the document are understood.
  const [first] = shown;
  const reading = [...all.values()].filter(reads);
  const inOrder =
    first === undefined ? reading : [first, ...reading.filter((board) => nameOf(board) !== nameOf(first))];
  return { boards: inOrder, reads, unread: [...unread, ...naming.slice(MOST_OVERLAYS)], unplaced };
}
