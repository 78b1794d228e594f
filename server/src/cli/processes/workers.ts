import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { InvalidArgumentError } from 'commander';
import { TaskQueue } from './taskQueue.ts';

/** Below this many boards a process costs more than it saves. */
const FEWEST_BOARDS_A_PROCESS = 24;

/**
 * Room for young objects, in MiB. What a board is made of lives about as long as the work on that board: with V8's own
 * size most of it is copied once or twice before it dies, which costs a fifth of the whole time.
 */
const YOUNG_GENERATION = '--max-semi-space-size=32';

/** `--jobs`; for `argParser`. */
export function readJobs(text: string): number {
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 1024) return jobs;
  throw new InvalidArgumentError('A number from 1 on is wanted.');
}

/** How many processes a number of boards is worth: as asked for, or one a core. */
export function jobsFor(boards: number, asked: number | undefined): number {
  return Math.min(asked ?? availableParallelism(), Math.ceil(boards / FEWEST_BOARDS_A_PROCESS));
}

/** Why a task has no result: the process that did it ended, or could not be started. */
export class WorkerFault {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

interface Batch<Settings, Task> {
  readonly settings: Settings;
  readonly tasks: readonly Task[];
}

/**
 * Has tasks done by `jobs` processes of this program, started with a hidden command that calls `serveTasks`. Settings,
 * tasks and results go from process to process as structured clones. Answers the results in the order of the tasks.
 */
export async function runInProcesses<Settings, Task, Result>(
  command: string,
  settings: Settings,
  tasks: readonly Task[],
  jobs: number,
  onProgress: (done: number) => void = () => {},
): Promise<(Result | WorkerFault)[]> {
  const queue = new TaskQueue(tasks.length, jobs);
  const results = new Array<Result | WorkerFault>(tasks.length);
  let done = 0;
  const work = async (worker: number): Promise<void> => {
    let child: ChildProcess | undefined;
    for (let range = queue.take(worker); range !== undefined; range = queue.take(worker)) {
      child ??= startWorker(command);
      const { start, end } = range;
      const answer = await askWorker<Settings, Task, Result>(child, { settings, tasks: tasks.slice(start, end) });
      for (let index = start; index < end; index++) {
        const result = answer instanceof WorkerFault ? answer : answer[index - start];
        results[index] = result === undefined ? new WorkerFault('the process that did it gave no answer') : result;
      }
      if (answer instanceof WorkerFault) child = undefined;
      done += end - start;
      onProgress(done);
    }
    child?.disconnect();
  };
  await Promise.all(Array.from({ length: jobs }, (_, worker) => work(worker)));
  return results;
}

function startWorker(command: string): ChildProcess {
  const stdio: ['ignore', 'ignore', 'inherit', 'ipc'] = ['ignore', 'ignore', 'inherit', 'ipc'];
  const execArgv = [...process.execArgv, YOUNG_GENERATION];
  return fork(process.argv[1] ?? '', [command], { stdio, execArgv, serialization: 'advanced' });
}

/** The results of a batch, or why the worker ended without them. */
function askWorker<Settings, Task, Result>(
  child: ChildProcess,
  batch: Batch<Settings, Task>,
): Promise<readonly Result[] | WorkerFault> {
  return new Promise((resolve) => {
    const settle = (answer: readonly Result[] | WorkerFault): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onError);
      resolve(answer);
    };
    const onMessage = (message: unknown): void => settle(message as readonly Result[]);
    const onExit = (code: number | null, signal: string | null): void => {
      settle(new WorkerFault(`the process that did it ended (${signal ?? `status ${code}`})`));
    };
    const onError = (error: Error): void => settle(new WorkerFault(`no process could be started: ${error.message}`));
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', onError);
    child.send({ ...batch }, (error) => {
      if (error !== null) onError(error);
    });
  });
}

/**
 * The worker's side: does what it is sent until the parent closes the channel. `prepare` is called once, with the
 * settings of the first batch.
 */
export function serveTasks<Settings, Task, Result>(
  prepare: (settings: Settings) => Promise<(task: Task) => Result>,
): Promise<void> {
  let prepared: Promise<(task: Task) => Result> | undefined;
  return new Promise((resolve) => {
    process.on('disconnect', () => resolve());
    process.on('message', async (message: unknown) => {
      const { settings, tasks } = message as Batch<Settings, Task>;
      prepared ??= prepare(settings);
      const perform = await prepared;
      process.send?.(tasks.map(perform));
    });
  });
}
