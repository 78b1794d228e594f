import { type ChildProcess, fork } from 'node:child_process';
import process from 'node:process';
import { BoardCompiler, type CompileSettings, type CompileTask } from './boardCompiler.ts';

/** The hidden command by which the program starts itself as a worker. */
export const WORKER_COMMAND = 'compile-worker';

/** So many boards are handed out at once: few enough that all workers end together. */
const BATCH = 8;

interface Batch {
  readonly settings: CompileSettings;
  readonly tasks: readonly CompileTask[];
}

/** What is wrong with each board of a batch; `null` where its blob is written. */
type BatchResult = readonly (string | null)[];

/**
 * Shares tasks out to processes that share nothing. Each has a stretch of neighbouring boards, which include the same
 * files, and takes from the end of the longest other stretch when its own is done.
 */
class TaskQueue {
  readonly #stretches: { next: number; end: number }[] = [];

  constructor(count: number, workers: number) {
    for (let worker = 0; worker < workers; worker++) {
      const next = Math.floor((count * worker) / workers);
      this.#stretches.push({ next, end: Math.floor((count * (worker + 1)) / workers) });
    }
  }

  /** The indices `[start, end)` of the tasks that a worker does next; `undefined` when all are handed out. */
  take(worker: number): { start: number; end: number } | undefined {
    const own = this.#stretches[worker];
    if (own !== undefined && own.next < own.end) {
      const start = own.next;
      own.next = Math.min(own.end, start + BATCH);
      return { start, end: own.next };
    }
    const [longest] = this.#stretches.toSorted((one, other) => other.end - other.next - (one.end - one.next));
    if (longest === undefined || longest.next >= longest.end) return undefined;
    const { end } = longest;
    longest.end = Math.max(longest.next, end - BATCH);
    return { start: longest.end, end };
  }
}

/**
 * Compiles boards in `jobs` processes of this program. Answers what is wrong with each board, in the order of the
 * tasks.
 */
export async function compileInProcesses(
  settings: CompileSettings,
  tasks: readonly CompileTask[],
  jobs: number,
): Promise<(string | undefined)[]> {
  const queue = new TaskQueue(tasks.length, jobs);
  const results = new Array<string | undefined>(tasks.length);
  const work = async (worker: number): Promise<void> => {
    let child: ChildProcess | undefined;
    for (let range = queue.take(worker); range !== undefined; range = queue.take(worker)) {
      child ??= startWorker();
      const { start, end } = range;
      const answer = await askWorker(child, { settings, tasks: tasks.slice(start, end) });
      for (let index = start; index < end; index++) {
        const result = typeof answer === 'string' ? `${tasks[index]?.board}: ${answer}` : answer[index - start];
        results[index] = result ?? undefined;
      }
      if (typeof answer === 'string') child = undefined;
    }
    child?.disconnect();
  };
  await Promise.all(Array.from({ length: jobs }, (_, worker) => work(worker)));
  return results;
}

function startWorker(): ChildProcess {
  return fork(process.argv[1] ?? '', [WORKER_COMMAND], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** The results of a batch, or why the worker ended without them. */
function askWorker(child: ChildProcess, batch: Batch): Promise<BatchResult | string> {
  return new Promise((resolve) => {
    const settle = (answer: BatchResult | string): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onError);
      resolve(answer);
    };
    const onMessage = (message: unknown): void => settle(message as BatchResult);
    const onExit = (code: number | null, signal: string | null): void => {
      settle(`the process that compiled it ended (${signal ?? `status ${code}`})`);
    };
    const onError = (error: Error): void => settle(`no process could be started to compile it: ${error.message}`);
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', onError);
    child.send(batch, (error) => {
      if (error !== null) onError(error);
    });
  });
}

/** The worker's side: compiles what it is sent until the parent closes the channel. */
export function serveAsWorker(): Promise<void> {
  let compiler: Promise<BoardCompiler> | undefined;
  return new Promise((resolve) => {
    process.on('disconnect', () => resolve());
    process.on('message', async (message: unknown) => {
      const { settings, tasks } = message as Batch;
      compiler ??= BoardCompiler.create(settings);
      const ready = await compiler;
      const results: BatchResult = tasks.map((task) => ready.compile(task) ?? null);
      process.send?.(results);
    });
  });
}
