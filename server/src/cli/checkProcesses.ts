import { AddressRange } from '../kernel/units/addressRange.ts';
import { type BoardReport, type CheckedBoards, type CheckSettings, checked, reportOn } from './checkBoards.ts';
import { CHECK_WORKER_COMMAND } from './commandNames.ts';
import type { FixGroup } from './fixGroups.ts';
import { BoardLoader } from './input/boardLoader.ts';
import type { NamedFiles } from './input/namedFiles.ts';
import { KeptStates } from './keptStates.ts';
import type { Diagnostic } from './output/diagnostic.ts';
import { type PlainDiagnostic, plainDiagnostic, restoredDiagnostic } from './processes/plainDiagnostic.ts';
import { WorkerFault } from './processes/workerProcess.ts';
import { serveTasks, Workers } from './processes/workers.ts';
import { failuresIn, faultOf, proverOn } from './provenFixes.ts';

/** What a worker is sent: a board to check, or fixes to try. */
type CheckTask = { readonly board: string } | FixTask;

interface FixTask {
  readonly fixable: readonly PlainDiagnostic[];
  readonly readers: FixGroup['readers'];
}

/** What it answers: what was found, or why the board is unusable; or what came of fixes. */
type CheckAnswer = { readonly report: BoardReport<PlainDiagnostic> | string } | FixAnswer;

/** For each diagnostic which of its fixes are proven, and where this program failed. */
interface FixAnswer {
  readonly proven: readonly (readonly number[])[];
  readonly failures: readonly PlainDiagnostic[];
}

/** Diagnostics with their proven fixes, and where this program failed while it tried them. */
export interface ProvenDiagnostics {
  readonly proven: ReadonlyMap<Diagnostic, Diagnostic>;
  readonly failures: readonly Diagnostic[];
}

/** Processes that check the boards of a call and try the fixes of what they have found. */
export class CheckProcesses {
  readonly #workers = new Workers<CheckSettings, CheckTask, CheckAnswer>(CHECK_WORKER_COMMAND);
  /** Which worker has checked each board. */
  readonly #workerOf = new Map<string, number>();

  /** As `Workers.start`. */
  start(count: number): void {
    this.#workers.start(count);
  }

  /** Whether there are processes; else this one does the work. */
  get areSeveral(): boolean {
    return this.#workers.count > 0;
  }

  /** Everything found on boards, in their order. */
  async check(
    settings: CheckSettings,
    paths: readonly string[],
    files: NamedFiles,
    onProgress: (done: number) => void,
  ): Promise<CheckedBoards> {
    const onDone = (done: number, index: number, worker: number): void => {
      const path = paths[index];
      if (path !== undefined) this.#workerOf.set(path, worker);
      onProgress(done);
    };
    const answers = await this.#workers.run(
      settings,
      paths.map((board) => ({ board })),
      { onDone },
    );
    const reports = answers.map((answer, index) => {
      if (answer instanceof WorkerFault) return `${paths[index]}: ${answer.message}`;
      if (!('report' in answer)) return `${paths[index]}: internal error: no report`;
      const { report } = answer;
      if (typeof report === 'string') return report;
      return { ...report, diagnostics: report.diagnostics.map((diagnostic) => restoredDiagnostic(diagnostic, files)) };
    });
    return checked(paths, reports, files);
  }

  /** The diagnostics of groups with those fixes alone that are proven; with none where the process that tried them ended. */
  async proven(settings: CheckSettings, groups: readonly FixGroup[], files: NamedFiles): Promise<ProvenDiagnostics> {
    const answers = await this.#workers.run(
      settings,
      groups.map(({ diagnostics, readers }) => ({ fixable: diagnostics.map(plainDiagnostic), readers })),
      { lists: this.#byWorker(groups), batch: 1 },
    );
    const proven = new Map<Diagnostic, Diagnostic>();
    const failures: Diagnostic[] = [];
    for (const [index, { diagnostics }] of groups.entries()) {
      const answer = answers[index];
      const isAnswered = answer !== undefined && 'proven' in answer;
      const indices = isAnswered ? answer.proven : [];
      if (isAnswered) for (const each of answer.failures) failures.push(restoredDiagnostic(each, files));
      for (const [at, diagnostic] of diagnostics.entries()) {
        const shown = new Set(indices[at]);
        proven.set(diagnostic, { ...diagnostic, fixes: diagnostic.fixes.filter((_, fix) => shown.has(fix)) });
      }
    }
    return { proven, failures };
  }

  /** The groups of each worker, by their indices: those on boards of which it has checked the most, the largest first. */
  #byWorker(groups: readonly FixGroup[]): number[][] {
    const lists = Array.from({ length: this.#workers.count }, (): { index: number; boards: number }[] => []);
    for (const [index, { readers }] of groups.entries()) {
      const boards = new Set([...readers.values()].flat());
      const checked = lists.map(() => 0);
      for (const board of boards) {
        const worker = this.#workerOf.get(board) ?? 0;
        checked[worker] = (checked[worker] ?? 0) + 1;
      }
      lists[checked.indexOf(Math.max(...checked))]?.push({ index, boards: boards.size });
    }
    return lists.map((list) => list.sort((one, other) => other.boards - one.boards).map(({ index }) => index));
  }

  /** Lets the processes end. */
  end(): void {
    this.#workers.end();
  }
}

/** The worker's side. */
export const serveChecks = (): Promise<void> => serveTasks(prepareChecking);

async function prepareChecking(settings: CheckSettings): Promise<(task: CheckTask) => CheckAnswer> {
  const { board, project, kernels } = settings;
  const memory = board.memory.map(({ base, size }) => new AddressRange(base, size));
  const loader = await BoardLoader.create({ ...board, memory }, project);
  loader.files.trusting = true;
  const kept = new KeptStates();
  return (task) => {
    if ('fixable' in task) return provenIn(task, loader, kernels, kept);
    const report = reportOn(loader, task.board, settings, kept);
    if (typeof report === 'string') return { report };
    return { report: { ...report, diagnostics: report.diagnostics.map(plainDiagnostic) } };
  };
}

function provenIn(
  { fixable, readers }: FixTask,
  loader: BoardLoader,
  kernels: readonly string[] | undefined,
  kept: KeptStates,
): FixAnswer {
  const prover = proverOn(loader, (path) => readers.get(path) ?? [], kernels, kept);
  const proven = fixable.map((plain) => {
    const diagnostic = restoredDiagnostic(plain, loader.files);
    const mending = new Set(prover.proven(faultOf(diagnostic), diagnostic.fixes));
    return diagnostic.fixes.flatMap((fix, index) => (mending.has(fix) ? [index] : []));
  });
  return { proven, failures: failuresIn(prover).map(plainDiagnostic) };
}
