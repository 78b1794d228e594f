import { type BoardFindings, findingsOf, withoutUsed } from '../rules/findings.ts';
import { internalProblem } from '../text/internalError.ts';
import { type BoardState, type StateBefore, stateBefore } from '../workspace/fixes/fixProof.ts';
import { UnusableError } from './failure.ts';
import type { BoardLoader } from './input/boardLoader.ts';
import type { BoardOptions } from './input/boardOptions.ts';
import type { LoadedBoard } from './input/loadedBoard.ts';
import type { NamedFiles } from './input/namedFiles.ts';
import { isNoBoard } from './input/noBoard.ts';
import type { Project } from './input/project.ts';
import { KeptStates } from './keptStates.ts';
import {
  type Diagnostic,
  diagnosticOfBoards,
  diagnosticOfFinding,
  diagnosticOfKernel,
  diagnosticOfNoBoard,
  diagnosticOfProblem,
  identity,
} from './output/diagnostic.ts';
import { MOST_INCLUDES, type UnreadBoards, unreadBoards } from './unreadBoards.ts';

/** What of the call's options bears on what is found. Plain values, which go to another process. */
export interface CheckSettings {
  readonly board: BoardOptions;
  readonly project: Project;
  /** Absent: the kernel that the board's profile names. */
  readonly kernels: readonly string[] | undefined;
  /** The files that were found in a folder or by a pattern: one of these that is no board is none, and no error. */
  readonly found: ReadonlySet<string>;
}

/** A board as it was booted by one kernel, with what was found on it. */
interface CheckedState extends BoardState {
  readonly kernel: string;
  readonly found: BoardFindings;
}

/** What was found on the boards of a call. */
export interface CheckedBoards {
  readonly diagnostics: readonly Diagnostic[];
  /** Why boards could not be read, by cause; `mostIncludes` bounds how many includes are named. */
  readonly unread: (mostIncludes?: number) => UnreadBoards;
  /** What is wrong with each board that cannot be used at all, a line each. */
  readonly unusable: readonly string[];
  /** The paths of the files that each board was read from, by the board's. */
  readonly filesOf: ReadonlyMap<string, readonly string[]>;
  /** What is kept of the boards as they were checked. */
  readonly states: KeptStates;
}

/** What was found on one board. */
export interface BoardReport<Found> {
  readonly diagnostics: readonly Found[];
  /** The comments that silenced something on it: unused ones are those that no board of the call uses. */
  readonly usedSuppressions: readonly string[];
  /** The paths of what it was read from. */
  readonly files: readonly string[];
}

/** Everything found on some boards, one after the other. */
export function checkOneByOne(
  loader: BoardLoader,
  paths: readonly string[],
  settings: Pick<CheckSettings, 'kernels' | 'found'>,
  onProgress: (done: number) => void,
): CheckedBoards {
  const states = new KeptStates();
  const reports = paths.map((path, index) => {
    if (index % 20 === 0) onProgress(index);
    return reportOn(loader, path, settings, states);
  });
  return { ...checked(paths, reports, loader.files), states };
}

/** What is found on a board, or why it is unusable. `kept` gets what was checked for it. */
export function reportOn(
  loader: BoardLoader,
  path: string,
  { kernels, found }: Pick<CheckSettings, 'kernels' | 'found'>,
  kept: KeptStates,
): BoardReport<Diagnostic> | string {
  try {
    const all = loader.readAll(path);
    if (loader.isInclude(path)) return inInclude(loader, path, all, checkAll(path, all, loader, kernels, kept));
    const [first] = all;
    if (first === undefined || !isNoBoard(first.board)) {
      const report = checkAll(path, all, loader, kernels, kept);
      // Where there are fixes to try, the board is read once more.
      const isDone = report.diagnostics.every(({ fixes }) => fixes.length === 0);
      if (isDone) for (const { board } of all) loader.forget(board);
      return report;
    }
    const files = first.board.files.map((file) => file.path);
    return { diagnostics: [diagnosticOfNoBoard(path, !found.has(path))], usedSuppressions: [], files };
  } catch (error) {
    if (error instanceof UnusableError) return error.message;
    // The other boards of the call are checked all the same.
    const failure = diagnosticOfProblem(internalProblem('reading this board', error, undefined), path);
    return { diagnostics: [failure], usedSuppressions: [], files: [] };
  }
}

/**
 * What of a report stands in an include that the call names, with a note on the boards that it is seen through; one that
 * is seen by itself has its note.
 */
function inInclude(
  loader: BoardLoader,
  path: string,
  boards: readonly LoadedBoard[],
  report: BoardReport<Diagnostic>,
): BoardReport<Diagnostic> {
  if (boards.some(({ opened }) => opened.overlay?.isInclude)) return report;
  const real = loader.files.realPath(path);
  const own = new Set(report.files.filter((file) => loader.files.realPath(file) === real));
  const diagnostics = report.diagnostics.filter(({ span }) => span !== undefined && own.has(span.file.path));
  const names = boards.map((board) => board.path);
  return { ...report, diagnostics: [...diagnostics, diagnosticOfBoards(path, names)] };
}

/** What the reports on boards come to, or the lines that say why one is unusable; in the order of the boards. */
export function checked(
  paths: readonly string[],
  results: readonly (BoardReport<Diagnostic> | string)[],
  files: NamedFiles,
): CheckedBoards {
  const reports = results.filter((result) => typeof result !== 'string');
  const diagnostics = together(reports);
  return {
    diagnostics,
    unread: (mostIncludes = MOST_INCLUDES) => unreadBoards(diagnostics, files, mostIncludes),
    unusable: results.filter((result) => typeof result === 'string'),
    filesOf: new Map(
      paths.map((path, index) => {
        const result = results[index];
        return [path, typeof result === 'object' ? result.files : []];
      }),
    ),
    states: new KeptStates(),
  };
}

/** Everything found on one board. */
export function checkLoaded(loaded: LoadedBoard, kernels: readonly string[], files: NamedFiles): CheckedBoards {
  return checked([loaded.path], [reportOf(loaded, statesOf(loaded, kernels))], files);
}

/** What is found on a board, or on an overlay on each of its boards: of these what they do not have without it. */
function checkAll(
  path: string,
  all: readonly LoadedBoard[],
  loader: BoardLoader,
  kernels: readonly string[] | undefined,
  kept: KeptStates,
): BoardReport<Diagnostic> {
  const states: StateBefore[] = [];
  const reports = all.map((loaded) => {
    const report = reportOf(loaded, noting(statesOf(loaded, kernels), states));
    const base = loader.readBase(loaded);
    if (base === undefined) return { ...report, base };
    const known = new Set(reportOf(base, statesOf(base, kernels)).diagnostics.map(identity));
    const diagnostics = report.diagnostics.filter((diagnostic) => !known.has(identity(diagnostic)));
    return { ...report, diagnostics, base };
  });
  const isRefused = all.some(({ board }) => board.refused);
  kept.keep(path, states, isRefused);
  return {
    diagnostics: withBases(reports),
    usedSuppressions: reports.flatMap(({ usedSuppressions }) => usedSuppressions),
    files: [...new Set(reports.flatMap(({ files }) => files))],
  };
}

/** What was found on several bases of an overlay, each with the base that it is true of, unless it is of all. */
function withBases(
  reports: readonly { readonly diagnostics: readonly Diagnostic[]; readonly base: LoadedBoard | undefined }[],
): readonly Diagnostic[] {
  const [only, other] = reports;
  if (other === undefined) return only?.diagnostics ?? [];
  const timesFound = new Map<string, number>();
  for (const { diagnostics } of reports) {
    for (const key of new Set(diagnostics.map(identity))) timesFound.set(key, (timesFound.get(key) ?? 0) + 1);
  }
  return reports.flatMap(({ diagnostics, base }) => {
    const [file] = base?.board.files ?? [];
    if (file === undefined) return diagnostics;
    const place = { span: { file, start: 0, end: 0 }, message: 'it is so on this board' };
    return diagnostics.map((diagnostic) =>
      timesFound.get(identity(diagnostic)) === reports.length
        ? diagnostic
        : { ...diagnostic, related: [...diagnostic.related, place] },
    );
  });
}

/** What was found on a board, in the form in which it is reported. */
function reportOf(loaded: LoadedBoard, states: Iterable<CheckedState>): BoardReport<Diagnostic> {
  const { path } = loaded;
  const diagnostics: Diagnostic[] = [];
  const usedSuppressions: string[] = [];
  let isFirst = true;
  for (const { kernel, found } of states) {
    // Reading the board is no kernel's matter.
    if (isFirst) for (const problem of found.problems) diagnostics.push(diagnosticOfProblem(problem, path));
    isFirst = false;
    const note = diagnosticOfKernel(kernel, path);
    if (note !== undefined) diagnostics.push(note);
    for (const finding of found.findings) diagnostics.push(diagnosticOfFinding(finding, path, kernel));
    for (const used of found.usedSuppressions) usedSuppressions.push(used);
  }
  return { diagnostics, usedSuppressions, files: loaded.board.files.map((file) => file.path) };
}

/**
 * A board under each kernel that is asked about, one after the other, so that the boots of one need not be kept for the next;
 * without a kernel under its own. `find` finds what is wrong: `comparableFindingsOf`
 * for who shows none of it.
 */
export function* statesOf(
  loaded: LoadedBoard,
  kernels: readonly string[] | undefined,
  find: typeof findingsOf = findingsOf,
): Generator<CheckedState, void, undefined> {
  const { severities } = loaded.configuration;
  for (const kernel of kernels ?? [loaded.profile.kernel]) {
    const analysis = loaded.analyse(kernel);
    yield { kernel, analysis, found: find(analysis, severities) };
  }
}

/** The same states, with what the trial of fixes has to know of each noted as it comes. */
function* noting(states: Iterable<CheckedState>, noted: StateBefore[]): Generator<CheckedState, void, undefined> {
  for (const state of states) {
    noted.push(stateBefore(state));
    yield state;
  }
}

function together(reports: readonly BoardReport<Diagnostic>[]): Diagnostic[] {
  const used = new Set(reports.flatMap(({ usedSuppressions }) => usedSuppressions));
  return withoutUsed(
    reports.flatMap(({ diagnostics }) => diagnostics),
    used,
  );
}
