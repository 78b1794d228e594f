import { INCLUDE_NOT_FOUND } from '../devicetree/followOnProblems.ts';
import { editsByFile, textAfter } from '../rules/appliedEdits.ts';
import { comparableFindingsOf } from '../rules/findings.ts';
import type { Fault } from '../workspace/fixes/fixProof.ts';
import { FixProver, type Mending } from '../workspace/fixes/fixProver.ts';
import { type CheckedBoards, statesOf } from './checkBoards.ts';
import { type BoardsReading, boardsReading, fixGroups } from './fixGroups.ts';
import type { BoardLoader } from './input/boardLoader.ts';
import type { KeptStates } from './keptStates.ts';
import { type Diagnostic, diagnosticOfProblem } from './output/diagnostic.ts';
import type { FixedFile } from './output/unifiedDiff.ts';

/** For at most this many includes a folder is sought and tried, in a call of at most this many boards. */
const MOST_INCLUDES = 5;
const MOST_BOARDS = 20;

/** Whether fixes may change a file. */
export type FixableFile = (file: FixedFile['file']) => boolean;

/** The fixes of what a call has found, tried on all boards of the call that read the files they change. */
export class ProvenFixes {
  readonly #loader: BoardLoader;
  readonly #prover: FixProver;
  readonly #reading: BoardsReading;
  /** Whether the call has so few boards that all of them can be read once more for an include. */
  readonly #isSmall: boolean;

  constructor(loader: BoardLoader, checked: CheckedBoards, kernels: readonly string[] | undefined) {
    this.#loader = loader;
    this.#isSmall = checked.filesOf.size <= MOST_BOARDS;
    this.#reading = boardsReading(checked);
    this.#prover = proverOn(loader, this.#reading, kernels, checked.states);
  }

  /** Diagnostics with those fixes alone that are proven. */
  offeredBy(diagnostics: readonly Diagnostic[]): Diagnostic[] {
    let includes = 0;
    return this.#trusting(() =>
      diagnostics.map((diagnostic) => {
        const isInclude = diagnostic.rule === INCLUDE_NOT_FOUND && this.#isSmall && includes++ < MOST_INCLUDES;
        const fixes = isInclude ? this.#loader.includeFixes(diagnostic) : diagnostic.fixes;
        return fixes.length === 0
          ? diagnostic
          : { ...diagnostic, fixes: this.#prover.proven(faultOf(diagnostic), fixes) };
      }),
    );
  }

  /**
   * What the preferred fixes of diagnostics make of the files, as many at once as are proven together, each whole or not
   * at all: one that meets an earlier one, or spoils it, waits for the next round, and one that changes a file which is
   * not fixable is left out. So does one that reaches a file by another path than an earlier one, through a link.
   * `applied` is how many were taken.
   */
  applied(diagnostics: readonly Diagnostic[], isFixable: FixableFile): { files: FixedFile[]; applied: number } {
    const isReached = this.#reachingByOnePath();
    const fixable = diagnostics.flatMap((diagnostic): Diagnostic[] => {
      const fix = diagnostic.fixes.find(({ preferred }) => preferred);
      if (fix === undefined || !fix.edits.every(({ span }) => isFixable(span.file) && isReached(span.file))) return [];
      return [{ ...diagnostic, fixes: [fix] }];
    });
    // One that is not proven has all that it is tried with tried again, by halves: boards apart from it are left out.
    const groups = fixGroups(fixable, this.#reading).map(({ diagnostics: group }) =>
      group.flatMap((diagnostic): Mending[] => diagnostic.fixes.map((fix) => ({ fault: faultOf(diagnostic), fix }))),
    );
    const taken = this.#trusting(() => groups.flatMap((mendings) => this.#prover.together(mendings)));
    const files = [...editsByFile(taken.flatMap(({ fix }) => fix.edits))].map(
      ([file, edits]): FixedFile => ({ file, text: textAfter(file, edits), edits }),
    );
    return { files, applied: taken.length };
  }

  /** Where this program failed while it tried them. */
  get failures(): readonly Diagnostic[] {
    return failuresIn(this.#prover);
  }

  /** Whether a file has the path by which its text was asked about first, links followed. */
  #reachingByOnePath(): FixableFile {
    const firstPaths = new Map<string, string>();
    return ({ path }) => {
      const real = this.#loader.files.realPath(path) ?? path;
      const first = firstPaths.get(real) ?? path;
      firstPaths.set(real, first);
      return first === path;
    };
  }

  /** Does work during which the disk is taken not to change. */
  #trusting<Answer>(work: () => Answer): Answer {
    this.#loader.files.trusting = true;
    try {
      return work();
    } finally {
      this.#loader.files.trusting = false;
    }
  }
}

/**
 * Tries fixes on the boards that read the files which they change, under each of some kernels or under their own. `kept`
 * is what is known of boards that were checked for the same kernels, of which no file was changed since.
 */
export const proverOn = (
  loader: BoardLoader,
  reading: BoardsReading,
  kernels: readonly string[] | undefined,
  kept: KeptStates,
): FixProver =>
  new FixProver(
    loader.changed,
    {
      reading,
      read: (board, rules) =>
        loader
          .readAll(board)
          .flatMap((loaded) => [
            ...statesOf(loaded, kernels, (analysis, severities) => comparableFindingsOf(analysis, severities, rules)),
          ]),
    },
    kept.byPath,
  );

/** Where this program failed while a prover tried fixes. */
export const failuresIn = ({ failures }: FixProver): Diagnostic[] =>
  failures.map(({ board, failure }) => diagnosticOfProblem(failure, board));

/** What the fixes of a diagnostic are to mend. */
export function faultOf({ rule, span, nodePath }: Diagnostic): Fault {
  return { rule, span, nodePath };
}
