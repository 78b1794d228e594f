import { editsByFile, editsMeet, triedFiles } from '../../rules/appliedEdits.ts';
import type { Fix, SpanEdit } from '../../rules/finding.ts';
import { INTERNAL_ERROR, internalProblem, whileTrying } from '../../text/internalError.ts';
import { LIMITS } from '../../text/limits.ts';
import type { Problem } from '../../text/problem.ts';
import type { ChangedFiles } from './changedFiles.ts';
import { type BoardState, type Fault, mends, type StateBefore, stateBefore } from './fixProof.ts';

/** To read this many characters of a changed file anew is as much work as to boot a region. */
const CHARACTERS_OF_WORK = 200;

/** A fix with the fault that it is to mend. */
export interface Mending {
  readonly fault: Fault;
  readonly fix: Fix;
}

/** That this program failed while it tried a fix: a report at what was to be mended. */
export interface FailedTrial {
  readonly board: string;
  readonly failure: Problem;
}

/** The boards on which fixes are proven. */
export interface ProvingBoards {
  /** The paths of those that read a file. */
  reading(path: string): Iterable<string>;
  /** Whether one board alone reads a file; absent where that is not known of any. */
  isReadByOne?(path: string): boolean;
  /**
   * A board as the files stand now: one state for each kernel that is asked about. With `rules` of what is found only
   * errors matter, and what these rules find.
   */
  read(board: string, rules?: ReadonlySet<string>): readonly BoardState[];
}

/**
 * Tries fixes on copies of the files: on each board that reads one of them, the fault must be gone, no error may come
 * and what booted must boot. Only such fixes are offered or written.
 */
export class FixProver {
  readonly #files: ChangedFiles;
  readonly #boards: ProvingBoards;
  /** The boards as they stand, without any fix. */
  readonly #before: Map<string, readonly StateBefore[]>;
  /** What was done to try fixes, in the unit of `LIMITS.fixWork`, by board. */
  readonly #work = new Map<string, number>();
  /** By what failed: it fails alike for other fixes. */
  readonly #failures = new Map<string, FailedTrial>();

  /**
   * `boards` read `files`. What stands in these must not change as long as the prover is used. `known` are boards that
   * have been read already, as `boards` would read them.
   */
  constructor(
    files: ChangedFiles,
    boards: ProvingBoards,
    known: ReadonlyMap<string, readonly StateBefore[]> = new Map(),
  ) {
    this.#files = files;
    this.#boards = boards;
    this.#before = new Map(known);
  }

  /** The fixes of a fault that mend it. */
  proven(fault: Fault, fixes: readonly Fix[]): Fix[] {
    return fixes.filter((fix) => this.#maySuit(fix) && this.#mend([{ fault, fix }], !fix.preferred));
  }

  /**
   * Fixes that mend their faults when they are applied at once, as many as are found in order: one that meets an earlier
   * one, or spoils what earlier ones mend, is left out.
   */
  together(mendings: readonly Mending[]): readonly Mending[] {
    const apart: Mending[] = [];
    const taken: SpanEdit[] = [];
    for (const mending of mendings) {
      const { edits } = mending.fix;
      if (edits.length === 0 || !this.#maySuit(mending.fix)) continue;
      if (edits.some((edit) => taken.some((other) => editsMeet(edit, other)))) continue;
      taken.push(...edits);
      apart.push(mending);
    }
    return apart.length === 0 ? [] : this.#added([], apart);
  }

  /** Where this program failed: a fix of which that is so is not proven. */
  get failures(): readonly FailedTrial[] {
    return [...this.#failures.values()];
  }

  /** Whether no board that nobody looks at here may be meant by a fix. */
  #maySuit({ sole }: Fix): boolean {
    return sole === undefined || this.#boards.isReadByOne?.(sole) === true;
  }

  /** `accepted`, and of the candidates those that may be added, by halves. */
  #added(accepted: readonly Mending[], candidates: readonly Mending[]): readonly Mending[] {
    const all = [...accepted, ...candidates];
    if (this.#mend(all)) return all;
    if (candidates.length === 1) return accepted;
    const half = candidates.length >> 1;
    return this.#added(this.#added(accepted, candidates.slice(0, half)), candidates.slice(half));
  }

  #mend(mendings: readonly Mending[], isChosen = false): boolean {
    const edits = mendings.flatMap(({ fix }) => fix.edits);
    const faults = mendings.map(({ fault }) => fault);
    const rules = new Set(faults.map(({ rule }) => rule));
    const byFile = [...editsByFile(edits)];
    if (byFile.some(([file]) => file.text.length > LIMITS.fixableCharacters.most)) return false;
    const boards = [...new Set(byFile.flatMap(([{ path }]) => [...this.#boards.reading(path)]))];
    if (boards.length === 0 || boards.some((board) => this.#isSpent(board))) return false;
    const before = boards.map((board) => this.#stateOf(board));
    const characters = byFile.reduce((sum, [file]) => sum + file.text.length, 0);
    if (!boards.every((board, index) => this.#affords(board, before[index] ?? [], characters))) return false;
    const changed = triedFiles(edits);
    return this.#files.during(changed, () =>
      boards.every((board, index) => {
        const states = this.#tried(board, rules, faults, before[index] ?? []);
        return (before[index] ?? []).every((state, kernel) => {
          const after = states[kernel];
          return (
            after !== undefined && mends(faults, edits, state, after, isChosen, (path) => this.#files.changedAs(path))
          );
        });
      }),
    );
  }

  /** A board as the changed files make it; none where this program fails on it, which it does not on the board as it stands. */
  #tried(
    board: string,
    rules: ReadonlySet<string>,
    faults: readonly Fault[],
    before: readonly StateBefore[],
  ): readonly BoardState[] {
    const failed = (failure: Problem): void => {
      const [{ rule, span } = { rule: '', span: undefined }] = faults;
      if (this.#failures.has(failure.message)) return;
      this.#failures.set(failure.message, { board, failure: whileTrying(failure, rule, span) });
    };
    try {
      const states = this.#boards.read(board, rules);
      const hadFailed = before.some(({ said }) => said.some(({ rule }) => rule === INTERNAL_ERROR));
      if (!hadFailed) for (const failure of states.flatMap(failuresOf)) failed(failure);
      return states;
    } catch (error) {
      failed(internalProblem('reading this board', error, undefined));
      return [];
    }
  }

  #isSpent(board: string): boolean {
    return (this.#work.get(board) ?? 0) > LIMITS.fixWork.most;
  }

  /** Whether a board may be read and booted once more; counts that it is. */
  #affords(board: string, states: readonly StateBefore[], characters: number): boolean {
    const ofText = Math.floor(characters / CHARACTERS_OF_WORK);
    const work = states.reduce(
      (sum, { regions, findings }) => sum + 1 + regions + findings + ofText,
      this.#work.get(board) ?? 0,
    );
    this.#work.set(board, work);
    return !this.#isSpent(board);
  }

  #stateOf(board: string): readonly StateBefore[] {
    let states = this.#before.get(board);
    if (states === undefined) {
      states = this.#boards.read(board).map(stateBefore);
      this.#before.set(board, states);
    }
    return states;
  }
}

const failuresOf = ({ found }: BoardState): Problem[] => found.problems.filter(({ id }) => id === INTERNAL_ERROR);
