import type { Analysis } from '../../analysis.ts';
import { type BoardName, boardNamesInScenario, nodeOfBoardName } from '../../features/navigation/boardNamesInJson.ts';
import { type ScenarioReport, scenarioReport } from '../../features/scenario/scenarioReport.ts';
import { readScenarioFile } from '../../simulation/readScenario.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import { isScenarioPath } from '../../simulation/scenarioPath.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { BoundedCache } from '../../workspace/boundedCache.ts';
import type { Layer } from '../../workspace/layers.ts';
import type { BoardChoice } from '../boardChoice.ts';
import type { EditedBoard, EditedBoards } from '../editedBoards.ts';
import type { Includers } from '../includers.ts';
import type { OpenDocuments } from '../openDocuments.ts';

/** Scenarios whose last run is kept. */
const MAXIMUM_KEPT = 8;

/** How many boards, and how many overlays, that lie near a scenario are looked at. */
const MAXIMUM_CANDIDATES = 4;

/** A scenario's document as it stands, and the board that it runs on. */
export interface PlacedScenario {
  readonly file: SourceFile;
  /** `undefined` where none is known. */
  readonly board: EditedBoard | undefined;
  /** That board as the scenario's own profile boots it. */
  readonly analysis: Analysis | undefined;
}

/** A scenario and what came of it; without a board the file alone was read. */
export interface ScenarioState extends PlacedScenario {
  readonly report: ScenarioReport;
}

/** What a scenario was and the board that it was seen on, and which documents were open then. */
interface LastPlace {
  readonly file: SourceFile;
  readonly board: EditedBoard;
  readonly open: string;
}

/** The scenarios that are edited, each run on a board whenever it or the board has changed. */
export class ScenarioDocuments {
  readonly #documents: OpenDocuments;
  readonly #boards: EditedBoards;
  readonly #choice: BoardChoice;
  readonly #includers: Includers;
  readonly #kept = new BoundedCache<string, ScenarioState>(MAXIMUM_KEPT);
  /** Where a scenario was seen last. */
  readonly #lastPlaces = new BoundedCache<string, LastPlace>(MAXIMUM_KEPT);

  constructor(documents: OpenDocuments, boards: EditedBoards, choice: BoardChoice, includers: Includers) {
    this.#documents = documents;
    this.#boards = boards;
    this.#choice = choice;
    this.#includers = includers;
  }

  /** A scenario, read and run; the same object until the file or the board changes. `undefined` where no file is there. */
  async stateOf(path: string): Promise<ScenarioState | undefined> {
    const file = await this.#boards.read(() => this.#documents.read(path));
    if (file === undefined) return undefined;
    const board = await this.#boardFor(path, file);
    const kept = this.#kept.get(path);
    if (kept?.file === file && kept.board === board) return kept;
    const placed = await this.#place(path, file, board);
    const state = { ...placed, report: scenarioReport(file, () => placed.analysis) };
    this.#kept.set(path, state);
    return state;
  }

  /** A scenario on its board, not run. `undefined` where no file is there. */
  async placed(path: string): Promise<PlacedScenario | undefined> {
    const file = await this.#boards.read(() => this.#documents.read(path));
    return file && this.#place(path, file, await this.#boardFor(path, file));
  }

  async #place(path: string, file: SourceFile, board: EditedBoard | undefined): Promise<PlacedScenario> {
    const analysis = board === undefined ? undefined : await this.#booted(path, file, board);
    return { file, board, analysis };
  }

  /** A board as a scenario's profile boots it. */
  async #booted(path: string, file: SourceFile, board: EditedBoard): Promise<Analysis> {
    const { scenario } = readScenarioFile(file);
    if (scenario.profile === undefined) return board.analysis;
    return this.#boards.analysisWith(board, profileLayer(path, scenario));
  }

  /**
   * The board that was chosen for a scenario; else the one that has most of what the scenario names, the first of
   * several: of those that are open, those that lie near, and overlays that lie near, on their boards.
   */
  async #boardFor(path: string, file: SourceFile): Promise<EditedBoard | undefined> {
    const chosen = this.#choice.chosenFor(path);
    if (chosen !== undefined && (await this.#choice.isBoard(chosen))) return this.#boards.at(chosen);
    // Another document, or a board that is found now, may fit better.
    const open = [this.#includers.isWorking, ...this.#documents.paths].join('\n');
    const last = this.#lastPlaces.get(path);
    const again = last?.open === open ? await this.#again(last.board) : undefined;
    if (again !== undefined && again === last?.board && file === last.file) return again;
    const board = await this.#bestBoard(path, boardNamesInScenario(file), again);
    if (board !== undefined) this.#lastPlaces.set(path, { open, file, board });
    return board;
  }

  /** The board that has most of some names; `last`, the one that was it a moment ago, where it still has nearly all. */
  async #bestBoard(
    path: string,
    names: readonly BoardName[],
    last: EditedBoard | undefined,
  ): Promise<EditedBoard | undefined> {
    const lastCount = last === undefined ? 0 : countOn(last, names);
    // One name may be half typed: that is no reason to read all boards around at each key.
    if (lastCount > 0 && lastCount >= names.length - 1) return last;
    let best: { readonly board: EditedBoard; readonly count: number } | undefined;
    for await (const board of this.#candidates(path, names)) {
      const count = countOn(board, names);
      if (best === undefined || count > best.count) best = { board, count };
      if (count === names.length) break;
    }
    return best?.board;
  }

  /** A board as it is now. */
  #again({ path, opened: { overlay } }: EditedBoard): Promise<EditedBoard> {
    return overlay === undefined ? this.#boards.at(path) : this.#boards.at(overlay.path, overlay.place);
  }

  async *#candidates(path: string, names: readonly BoardName[]): AsyncIterable<EditedBoard> {
    for (const open of this.#documents.paths) {
      if (isScenarioPath(open)) continue;
      if (await this.#choice.isBoard(open)) yield this.#boards.at(open);
      else if (await this.#boards.isOverlay(open)) yield* await this.#choice.of(open);
    }
    const near = await this.#includers.boardsNear(path, await this.#boards.indexedFolders(path));
    for (const candidate of near.slice(0, MAXIMUM_CANDIDATES)) {
      if (await this.#choice.isBoard(candidate)) yield this.#boards.at(candidate);
    }
    const labels = names.filter(isLabel).map(({ text }) => `${text.slice(1)}:`);
    const defines = (overlay: string): boolean => {
      const text = this.#documents.read(overlay)?.text;
      return text !== undefined && labels.some((label) => text.includes(label));
    };
    const overlays = await this.#boards.read(() => this.#includers.overlays().filter(defines));
    for (const overlay of overlays.slice(0, MAXIMUM_CANDIDATES)) yield* await this.#choice.of(overlay);
  }
}

/** How much of what a scenario names a board has. */
const countOn = ({ analysis }: EditedBoard, names: readonly BoardName[]): number =>
  names.filter((name) => nodeOfBoardName(analysis, name) !== undefined).length;

const isLabel = ({ kind, text }: BoardName): boolean => kind === 'heap' && text.startsWith('&');

/** What a scenario says of the kernel, as a layer over what the board is booted with. */
export function profileLayer(path: string, scenario: Scenario): Layer {
  return { origin: { layer: 'scenario', path }, values: scenario.profile ?? {} };
}
