import type { StandIn } from '../devicetree/board.ts';
import { stringsOf } from '../devicetree/tree/readProperty.ts';
import { TreeNodes } from '../devicetree/tree/treeNodes.ts';
import { isScenarioPath } from '../simulation/scenarioPath.ts';
import { BoundedCache } from '../workspace/boundedCache.ts';
import { isBoardText } from '../workspace/includeScan.ts';
import { type EditedBoard, type EditedBoards, nameOf } from './editedBoards.ts';
import type { Includers } from './includers.ts';
import type { OpenDocuments } from './openDocuments.ts';

/** How many boards that seem to include a file are read to find one that does. */
const MAXIMUM_CANDIDATES = 4;

/** Includes whose board was chosen; a client remembers fewer. */
const MAXIMUM_CHOSEN = 1000;

/** What the build makes blobs of, and blobs. */
const BOARD = /\.(?:dts|dtb)$/;

/** What boards include, and is of no use without one. */
const INCLUDE = /\.dtsi$/;

/** Through which boards a document is seen, and which others include it. */
export class BoardChoice {
  readonly #documents: OpenDocuments;
  readonly #boards: EditedBoards;
  readonly #includers: Includers;
  /** The board through which a person wants to see an include. */
  readonly #chosen = new BoundedCache<string, string>(MAXIMUM_CHOSEN);

  constructor(documents: OpenDocuments, boards: EditedBoards, includers: Includers) {
    this.#documents = documents;
    this.#boards = boards;
    this.#includers = includers;
  }

  /** Takes the board through which an include is to be seen; `undefined` leaves the choice to us again. */
  choose(include: string, board: string | undefined): void {
    if (board === undefined) this.#chosen.delete(include);
    else this.#chosen.set(include, board);
    this.#boards.changed();
  }

  /** The board that was chosen for an include. */
  chosenFor(include: string): string | undefined {
    return this.#chosen.get(include);
  }

  /**
   * The boards that a file is part of: itself, if it is one; else the one that was chosen for it; else those that are
   * open and include it; else the first that does. Empty if there is none.
   */
  async of(path: string): Promise<EditedBoard[]> {
    if (await this.#boards.isOverlay(path)) return this.#ofOverlay(path);
    if (await this.isBoard(path)) return [await this.#boards.at(path)];
    const chosen = this.#chosen.get(path);
    const asChosen = chosen === undefined ? [] : await this.#including(chosen, path);
    if (asChosen.length > 0) return asChosen;
    const openBoards: EditedBoard[] = [];
    for (const open of this.#documents.paths) {
      if (open === path || !(BOARD.test(open) || (await this.#boards.beginsTree(open)))) continue;
      openBoards.push(...(await this.#including(open, path)));
    }
    if (openBoards.length > 0) return openBoards;
    for (const candidate of await this.#candidates(path)) {
      const boards = await this.#including(candidate, path);
      if (boards.length > 0) return boards;
    }
    if ((await this.#boards.read(() => this.#documents.read(path))) === undefined) return [];
    if (/\.dtso?$/.test(path) || (await this.#boards.beginsTree(path))) return [await this.#boards.at(path)];
    // A board may turn up as long as some are looked for.
    return INCLUDE.test(path) && !this.#includers.isWorking ? [await this.#boards.include(path)] : [];
  }

  /**
   * Whether a file is a board by itself: a blob, a `.dts` that begins a tree or that nothing includes, a `.dts` that has
   * its `/dts-v1/` from what it includes; any other text that begins a tree where no board includes it. An overlay is none.
   */
  async isBoard(path: string): Promise<boolean> {
    if (await this.#boards.isOverlay(path)) return false;
    const begins = await this.#boards.beginsTree(path);
    if (begins && BOARD.test(path)) return true;
    const mayBeOne = begins || (BOARD.test(path) && this.#documents.read(path) !== undefined);
    if (!mayBeOne) return false;
    if ((await this.including(path)).length === 0) return true;
    return !begins && (await this.#boards.at(path)).analysis.board.files.some(({ text }) => isBoardText(text));
  }

  /** The board at a path, whatever is read there; an overlay on the boards that it is seen on. */
  async at(path: string): Promise<EditedBoard[]> {
    return (await this.#boards.isOverlay(path)) ? this.#ofOverlay(path) : [await this.#boards.at(path)];
  }

  /** The boards that the open documents are part of; none of a document on which this program fails. */
  async ofOpen(): Promise<EditedBoard[]> {
    const paths = this.#documents.paths.filter((path) => !isScenarioPath(path));
    const answers = await Promise.allSettled(paths.map((path) => this.of(path)));
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  }

  /** The boards on which a change of files that some boards read is tried: these, and those that are open. */
  async forProof(shown: readonly EditedBoard[]): Promise<EditedBoard[]> {
    // A board on which this program fails shows nothing that a fix could spoil.
    return [...new Map([...shown, ...(await this.ofOpen())].map((board) => [nameOf(board), board])).values()];
  }

  /**
   * An overlay on its boards: on the one that was chosen for it; else on those that somebody names; else on those that
   * are open, or the first that lies near, if they have the labels that it refers to and are what its `compatible`
   * names. By itself where there is none.
   */
  async #ofOverlay(path: string): Promise<EditedBoard[]> {
    const places = await this.#boards.placesOf(path);
    const on = (board: string): Promise<EditedBoard> =>
      this.#boards.at(path, places.find((place) => place.board === board) ?? { board, overlays: [path] });
    const chosen = this.#chosen.get(path);
    if (chosen !== undefined && (await this.isBoard(chosen))) return [await on(chosen)];
    if (places.length > 0) {
      return Promise.all(places.slice(0, MAXIMUM_CANDIDATES).map((place) => this.#boards.at(path, place)));
    }
    const alone = await this.#boards.at(path);
    const { standIn, refused: isBroken } = alone.analysis.board;
    if (standIn === undefined || (standIn.labels.length === 0 && standIn.compatibles.length === 0)) return [alone];
    const fitting: EditedBoard[] = [];
    for (const open of this.#documents.paths) {
      if (!(await this.isBoard(open))) continue;
      const board = await on(open);
      if (fits(board, standIn, isBroken)) fitting.push(board);
    }
    if (fitting.length > 0) return fitting;
    for (const candidate of (await this.including(path)).slice(0, MAXIMUM_CANDIDATES)) {
      const board = await on(candidate);
      if (fits(board, standIn, isBroken)) return [board];
    }
    return [alone];
  }

  /**
   * The boards that include a file, as far as the index has come, `#if` not looked at; of an overlay those that somebody
   * names, and after them the others, the likeliest first.
   */
  async including(path: string): Promise<readonly string[]> {
    if (await this.#boards.isOverlay(path)) {
      const named = (await this.#boards.placesOf(path)).map(({ board }) => board);
      const near = await this.#includers.boardsNear(path, await this.#boards.indexedFolders(path));
      return [...new Set([...named, ...near])];
    }
    return this.#includers.boardsIncluding(path, await this.#boards.indexedFolders(path));
  }

  /** Resolves when what includes what is known of the whole workspace around a file. */
  async indexed(path: string): Promise<void> {
    await this.#includers.completed(path, await this.#boards.indexedFolders(path));
  }

  /** The files of the workspace that include a file themselves, as far as the index has come. */
  async includersOf(path: string): Promise<readonly string[]> {
    return this.#includers.filesIncluding(path, await this.#boards.indexedFolders(path));
  }

  /** The board at a path, if it includes a file; where an overlay is at the path, that on the boards it is seen on. */
  async #including(board: string, path: string): Promise<EditedBoard[]> {
    const read = await this.#readIfPossible(board);
    return read.filter(({ analysis }) => analysis.board.files.some((file) => file.path === path));
  }

  /** A board, or an overlay on its boards; none where this program fails on it, which is reported in its own document. */
  async #readIfPossible(board: string): Promise<readonly EditedBoard[]> {
    try {
      return await this.at(board);
    } catch {
      return [];
    }
  }

  /** The first boards that seem to include a file, those that were chosen for other includes before the rest. */
  async #candidates(path: string): Promise<readonly string[]> {
    const preferred = new Set(this.#chosen.values());
    const all = await this.including(path);
    const inOrder = [...all.filter((at) => preferred.has(at)), ...all.filter((at) => !preferred.has(at))];
    return inOrder.slice(0, MAXIMUM_CANDIDATES);
  }
}

/**
 * Whether an overlay goes on a board: it can be applied, and the board is one of those that its `compatible` names. One
 * that is broken, being typed, goes on a board that has the labels which are read of it.
 */
function fits({ analysis: { board } }: EditedBoard, { compatibles, labels }: StandIn, isBroken: boolean): boolean {
  const nodes = TreeNodes.of(board.tree);
  const mayApply = isBroken
    ? labels.length > 0 && labels.every((label) => nodes.labelled(label) !== undefined)
    : !board.refused;
  if (!mayApply) return false;
  if (compatibles.length === 0) return true;
  return stringsOf(board.tree.root.properties.get('compatible')).some((name) => compatibles.includes(name));
}
