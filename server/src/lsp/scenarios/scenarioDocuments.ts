import type { Analysis } from '../../analysis.ts';
import { type ScenarioReport, scenarioReport } from '../../features/scenario/scenarioReport.ts';
import { readScenarioFile } from '../../simulation/readScenario.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { BoundedCache } from '../../workspace/boundedCache.ts';
import type { Layer } from '../../workspace/layers.ts';
import type { BoardChoice } from '../boardChoice.ts';
import type { EditedBoard, EditedBoards } from '../editedBoards.ts';
import type { Includers } from '../includers.ts';
import type { OpenDocuments } from '../openDocuments.ts';
import { isScenarioPath } from './scenarioPath.ts';

/** Scenarios whose last run is kept. */
const MAXIMUM_KEPT = 8;

/** How many boards that lie near a scenario are looked at. */
const MAXIMUM_CANDIDATES = 4;

/** A scenario's document as it stands, and what came of it. */
export interface ScenarioState {
  readonly file: SourceFile;
  /** The board that it was run on; `undefined` where none is known, and then the file alone was read. */
  readonly board: EditedBoard | undefined;
  /** That board as the scenario's own profile boots it. */
  readonly analysis: Analysis | undefined;
  readonly report: ScenarioReport;
}

/** The scenarios that are edited, each run on a board whenever it or the board has changed. */
export class ScenarioDocuments {
  readonly #documents: OpenDocuments;
  readonly #boards: EditedBoards;
  readonly #choice: BoardChoice;
  readonly #includers: Includers;
  readonly #kept = new BoundedCache<string, ScenarioState>(MAXIMUM_KEPT);

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
    const board = await this.#boardFor(path);
    const kept = this.#kept.get(path);
    if (kept?.file === file && kept.board === board) return kept;
    const state = await this.#run(path, file, board);
    this.#kept.set(path, state);
    return state;
  }

  async #run(path: string, file: SourceFile, board: EditedBoard | undefined): Promise<ScenarioState> {
    const analysis = board === undefined ? undefined : await this.#booted(path, file, board);
    return { file, board, analysis, report: scenarioReport(file, () => analysis) };
  }

  /** A board as a scenario's profile boots it. */
  async #booted(path: string, file: SourceFile, board: EditedBoard): Promise<Analysis> {
    const { scenario } = readScenarioFile(file);
    if (scenario.profile === undefined) return board.analysis;
    return this.#boards.analysisWith(board, profileLayer(path, scenario));
  }

  /** The board that was chosen for a scenario; else the first that is open; else one that lies near. */
  async #boardFor(path: string): Promise<EditedBoard | undefined> {
    const chosen = this.#choice.chosenFor(path);
    if (chosen !== undefined && (await this.#choice.isBoard(chosen))) return this.#boards.at(chosen);
    for (const open of this.#documents.paths) {
      if (!isScenarioPath(open) && (await this.#choice.isBoard(open))) return this.#boards.at(open);
    }
    const near = await this.#includers.boardsNear(path, await this.#boards.indexedFolders(path));
    for (const candidate of near.slice(0, MAXIMUM_CANDIDATES)) {
      if (await this.#choice.isBoard(candidate)) return this.#boards.at(candidate);
    }
    return undefined;
  }
}

/** What a scenario says of the kernel, as a layer over what the board is booted with. */
export function profileLayer(path: string, scenario: Scenario): Layer {
  return { origin: { layer: 'scenario', path }, values: scenario.profile ?? {} };
}
