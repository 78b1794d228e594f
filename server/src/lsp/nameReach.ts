import { offsetsOfName } from '../devicetree/document/writtenNames.ts';
import type { SoughtName } from '../features/navigation/soughtName.ts';
import { type EditedBoard, nameOf } from './editedBoards.ts';
import type { AskedDocument, ServerParts } from './languageFeature.ts';

/** At most this many boards that include a file are read for what the file defines. */
const MOST_BOARDS = 32;

/** At most this many overlays that have a name are read to see whether they mean the same by it. */
const MOST_OVERLAYS = 32;

/** How far a name reaches in the workspace. */
export interface NameReach {
  /** The boards that read what defines it, overlays on such boards included; the first is the one the document is seen through. */
  readonly boards: readonly EditedBoard[];
  /** Whether a board reads a file that defines it. */
  reads(board: EditedBoard): boolean;
  /** How many boards and overlays more there are that may read it, and were not looked at. */
  readonly unread: number;
  /** Overlays that have the name and whose board is not known, by their paths. */
  readonly unplaced: readonly string[];
}

/**
 * The boards of the whole workspace, open or not, that read a file which defines a name: those that include it, and the
 * overlays in which the name stands, each on the board that it is seen on. Waits for the index of the workspace.
 */
export async function boardsReaching(
  parts: ServerParts,
  { path, boards: shown }: AskedDocument,
  { words, definitions }: SoughtName,
): Promise<NameReach> {
  const { choice, boards, includers, documents } = parts;
  await choice.indexed(path);
  const paths = new Set(definitions.map(({ file }) => file.path));
  const including = new Set<string>();
  for (const defining of paths) {
    if (await boards.isOverlay(defining)) continue;
    for (const board of await choice.including(defining)) including.add(board);
  }
  const looked = [...including].slice(0, MOST_BOARDS);
  const others = await Promise.all(looked.map((board) => boards.at(board)));
  const all = new Map([...(await choice.forProof(shown)), ...others].map((board) => [nameOf(board), board]));
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
  const unread = including.size - looked.length + Math.max(0, naming.length - MOST_OVERLAYS);
  return { boards: inOrder, reads, unread, unplaced };
}
