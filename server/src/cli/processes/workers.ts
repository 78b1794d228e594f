import { availableParallelism } from 'node:os';
import process from 'node:process';
import { InvalidArgumentError } from 'commander';
import { UnusableError } from '../failure.ts';
import { TaskQueue, type TaskRange } from './taskQueue.ts';
import { type Answer, type Batch, WorkerFault, WorkerProcess } from './workerProcess.ts';

/** Below this many boards a process costs more than it saves. */
const FEWEST_BOARDS_A_PROCESS = 24;

/** `--jobs`; for `argParser`. */
export function readJobs(text: string): number {
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 1024) return jobs;
  throw new InvalidArgumentError('Expected a whole number from 1 to 1024.');
}

/** How many processes a number of boards is worth: as asked for, or one a core. */
export function jobsFor(boards: number, asked: number | undefined): number {
  return Math.min(asked ?? availableParallelism(), Math.ceil(boards / FEWEST_BOARDS_A_PROCESS));
}

/** Prepares a worker for tasks: given the settings, it returns the function that does one task. */
export type Prepare<Settings, Task, Result> = (settings: Settings) => Promise<(task: Task) => Result>;

/**
 * Has tasks done by `jobs` processes of this program, started with a hidden command that calls `serveTasks` with the
 * same `prepare`; by this one alone where one is enough. Settings, tasks and results go from process to process as
 * structured clones. Answers the results in the order of the tasks; unusable where `prepare` finds the settings so.
 */
export async function runInProcesses<Settings, Task, Result>(
  command: string,
  prepare: Prepare<Settings, Task, Result>,
  settings: Settings,
  tasks: readonly Task[],
  jobs: number,
  onProgress: (done: number) => void = () => {},
): Promise<(Result | WorkerFault)[]> {
  const results = new Array<Result | WorkerFault>(tasks.length);
  let done = 0;
  const record = (index: number, result: Result | WorkerFault | undefined): void => {
    results[index] = result === undefined ? new WorkerFault('the process that did it gave no answer') : result;
    onProgress(++done);
  };
  if (jobs <= 1) {
    const perform = await prepare(settings);
    for (const [index, task] of tasks.entries()) record(index, perform(task));
    return results;
  }
  const queue = new TaskQueue(tasks.length, jobs);
  let unusable: UnusableError | undefined;
  const work = async (worker: number): Promise<void> => {
    let process = new WorkerProcess<Settings, Task, Result>(command);
    const ask = (range: TaskRange) => ({
      range,
      outcome: process.ask({ settings, tasks: tasks.slice(range.start, range.end) }),
    });
    const first = queue.take(worker);
    let asked = first === undefined ? undefined : ask(first);
    while (asked !== undefined && unusable === undefined) {
      // The next task is sent before the current one is done, so that the worker never waits.
      const next = queue.take(worker);
      let following = next === undefined ? undefined : ask(next);
      const { start, end } = asked.range;
      const outcome = await asked.outcome;
      if (outcome instanceof UnusableError) {
        unusable = outcome;
        break;
      }
      for (let index = start; index < end; index++) {
        record(index, outcome instanceof WorkerFault ? outcome : outcome[index - start]);
      }
      if (outcome instanceof WorkerFault && next !== undefined) {
        process = new WorkerProcess(command);
        following = ask(next);
      }
      asked = following;
    }
    process.end();
  };
  await Promise.all(Array.from({ length: jobs }, (_, worker) => work(worker)));
  if (unusable !== undefined) throw unusable;
  return results;
}

/**
 * The worker's side: does what it is sent until the parent closes the channel. `prepare` is called once, with the
 * settings of the first batch.
 */
export function serveTasks<Settings, Task, Result>(prepare: Prepare<Settings, Task, Result>): Promise<void> {
  let prepared: Promise<(task: Task) => Result> | undefined;
  const answerTo = async ({ settings, tasks }: Batch<Settings, Task>): Promise<Answer<Result>> => {
    prepared ??= prepare(settings);
    let perform: (task: Task) => Result;
    try {
      perform = await prepared;
    } catch (error) {
      return { unusable: error instanceof Error ? error.message : String(error) };
    }
    return { results: tasks.map(perform) };
  };
  return new Promise((resolve) => {
    process.on('disconnect', () => resolve());
    process.on('message', async (message: unknown) => {
      const answer = await answerTo(message as Batch<Settings, Task>);
      // A parent that has closed the channel does not want it any more.
      if (process.connected) process.send?.(answer, undefined, undefined, () => {});
    });
  });
}
