import type { Analysis } from '../analysis.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { type BoardFindings, findingsOf, withoutUsed } from '../rules/findings.ts';
import { UnusableError } from './failure.ts';
import { BoardLoader } from './input/boardLoader.ts';
import type { BoardOptions } from './input/boardOptions.ts';
import type { LoadedBoard } from './input/loadedBoard.ts';
import type { NamedFiles } from './input/namedFiles.ts';
import type { Project } from './input/project.ts';
import {
  type Diagnostic,
  diagnosticOfFinding,
  diagnosticOfKernel,
  diagnosticOfProblem,
  identity,
} from './output/diagnostic.ts';
import { type PlainDiagnostic, plainDiagnostic, restoredDiagnostic } from './processes/plainDiagnostic.ts';
import { WorkerFault } from './processes/workerProcess.ts';
import { runInProcesses, serveTasks } from './processes/workers.ts';

/** The hidden command by which the program starts itself as a worker. */
export const CHECK_WORKER_COMMAND = 'check-worker';

/** What of the call's options bears on what is found. Plain values, which go to another process. */
export interface CheckSettings {
  readonly board: BoardOptions;
  readonly project: Project;
  /** Absent: the kernel that the board's profile names. */
  readonly kernels: readonly string[] | undefined;
}

/** What was found on the boards of a call. */
export interface CheckedBoards {
  readonly diagnostics: readonly Diagnostic[];
  /** The paths of the files that each board was read from, by the board's. */
  readonly filesOf: ReadonlyMap<string, readonly string[]>;
}

/** What was found on one board. */
interface BoardReport<Found> {
  readonly diagnostics: readonly Found[];
  /** The comments that silenced something on it: unused ones are those that no board of the call uses. */
  readonly usedSuppressions: readonly string[];
  /** The paths of what it was read from. */
  readonly files: readonly string[];
}

/** Everything found on some boards, one after the other. Unusable where there is no such file. */
export function checkOneByOne(
  loader: BoardLoader,
  paths: readonly string[],
  kernels: readonly string[] | undefined,
  onProgress: (done: number) => void,
): CheckedBoards {
  const reports = paths.map((path, index) => {
    if (index % 20 === 0) onProgress(index);
    return checkPath(loader, path, kernels);
  });
  return { diagnostics: together(reports), filesOf: filesOf(paths, reports) };
}

/** Everything found on one board. */
export function checkLoaded(loaded: LoadedBoard, kernels: readonly string[]): CheckedBoards {
  const report = checkBoard(loaded, kernels);
  return { diagnostics: together([report]), filesOf: filesOf([loaded.path], [report]) };
}

/** What is found on a board, or on an overlay on each of its boards: of these what they do not have without it. */
function checkPath(loader: BoardLoader, path: string, kernels: readonly string[] | undefined): BoardReport<Diagnostic> {
  const reports = loader.readAll(path).map((loaded) => {
    const report = checkBoard(loaded, kernels);
    const base = loader.readBase(loaded);
    if (base === undefined) return report;
    const known = new Set(checkBoard(base, kernels).diagnostics.map(identity));
    return { ...report, diagnostics: report.diagnostics.filter((diagnostic) => !known.has(identity(diagnostic))) };
  });
  return {
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
    usedSuppressions: reports.flatMap(({ usedSuppressions }) => usedSuppressions),
    files: [...new Set(reports.flatMap(({ files }) => files))],
  };
}

function checkBoard(loaded: LoadedBoard, kernels: readonly string[] | undefined): BoardReport<Diagnostic> {
  const { path } = loaded;
  const diagnostics: Diagnostic[] = [];
  const usedSuppressions: string[] = [];
  for (const [index, { kernel, found }] of statesOf(loaded, kernels).entries()) {
    // Reading the board is no kernel's matter.
    if (index === 0) diagnostics.push(...found.problems.map((problem) => diagnosticOfProblem(problem, path)));
    const note = diagnosticOfKernel(kernel, path);
    if (note !== undefined) diagnostics.push(note);
    diagnostics.push(...found.findings.map((finding) => diagnosticOfFinding(finding, path, kernel)));
    usedSuppressions.push(...found.usedSuppressions);
  }
  return { diagnostics, usedSuppressions, files: loaded.board.files.map((file) => file.path) };
}

/** A board under each kernel that is asked about; without one under its own. */
export function statesOf(
  loaded: LoadedBoard,
  kernels: readonly string[] | undefined,
): { readonly kernel: string; readonly analysis: Analysis; readonly found: BoardFindings }[] {
  const { severities } = loaded.configuration;
  return (kernels ?? [loaded.profile.kernel]).map((kernel) => {
    const analysis = loaded.analyse(kernel);
    return { kernel, analysis, found: findingsOf(analysis, severities) };
  });
}

function filesOf(
  paths: readonly string[],
  reports: readonly Pick<BoardReport<unknown>, 'files'>[],
): ReadonlyMap<string, readonly string[]> {
  return new Map(paths.map((path, index) => [path, reports[index]?.files ?? []]));
}

function together(reports: readonly BoardReport<Diagnostic>[]): Diagnostic[] {
  const used = new Set(reports.flatMap(({ usedSuppressions }) => usedSuppressions));
  return withoutUsed(
    reports.flatMap(({ diagnostics }) => diagnostics),
    used,
  );
}

/** What a worker answers for a board: what it found, or why the board is unusable. */
type CheckResult = BoardReport<PlainDiagnostic> | string;

/** Checks boards in several processes; everything found on all of them, in the order of the boards. */
export async function checkInProcesses(
  settings: CheckSettings,
  paths: readonly string[],
  jobs: number,
  files: NamedFiles,
  onProgress: (done: number) => void,
): Promise<CheckedBoards> {
  const results = await runInProcesses(CHECK_WORKER_COMMAND, prepareChecking, settings, paths, jobs, onProgress);
  const reports = results.map((result, index) => {
    if (result instanceof WorkerFault) throw new UnusableError(`${paths[index]}: ${result.message}`);
    if (typeof result === 'string') throw new UnusableError(result);
    return { ...result, diagnostics: result.diagnostics.map((diagnostic) => restoredDiagnostic(diagnostic, files)) };
  });
  return { diagnostics: together(reports), filesOf: filesOf(paths, reports) };
}

/** The worker's side. */
export const serveChecks = (): Promise<void> => serveTasks(prepareChecking);

async function prepareChecking({ board, project, kernels }: CheckSettings): Promise<(path: string) => CheckResult> {
  const memory = board.memory.map(({ base, size }) => new AddressRange(base, size));
  const loader = await BoardLoader.create({ ...board, memory }, project);
  loader.files.trusting = true;
  return (path) => {
    try {
      const report = checkPath(loader, path, kernels);
      return { ...report, diagnostics: report.diagnostics.map(plainDiagnostic) };
    } catch (error) {
      return error instanceof UnusableError ? error.message : `${path}: internal error: ${String(error)}`;
    }
  };
}
