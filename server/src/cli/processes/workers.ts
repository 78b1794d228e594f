import { availableParallelism } from 'node:os';
import process from 'node:process';
import { InvalidArgumentError } from 'commander';
import { UnusableError } from '../failure.ts';
import { TaskQueue, type TaskRange } from './taskQueue.ts';
import { type Answer, type Batch, WorkerFault, WorkerProcess } from './workerProcess.ts';

/** Below this many boards a process costs more than it saves, whoever asks for it. */
const FEWEST_BOARDS_ASKED = 24;

/** To start a process, and to have its code compiled, takes as much processor time as this many boards. */
const FEWEST_BOARDS = 96;

/**
 * With fewer boards for each process than this, V8 compiles most of the time, in threads of its own: a process keeps two
 * cores busy, and on two cores one of them is done as soon as two are.
 */
const BOARDS_OF_A_WARM_PROCESS = 240;

/** `--jobs`; for `argParser`. */
export function readJobs(text: string): number {
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 1024) return jobs;
  throw new InvalidArgumentError('Expected a whole number from 1 to 1024.');
}

/** How many processes a number of boards is worth: as asked for, or what is fast on a number of cores, at most one a core. */
export function jobsFor(boards: number, asked: number | undefined, cores = availableParallelism()): number {
  if (asked !== undefined) return Math.min(asked, Math.ceil(boards / FEWEST_BOARDS_ASKED));
  const warming = Math.min(Math.max(1, Math.floor(cores / 2)), Math.ceil(boards / FEWEST_BOARDS));
  return Math.min(cores, Math.max(warming, Math.ceil(boards / BOARDS_OF_A_WARM_PROCESS)));
}

/** Prepares a worker for tasks: given the settings, it returns the function that does one task. */
export type Prepare<Settings, Task, Result> = (settings: Settings) => Promise<(task: Task) => Result>;

/**
 * Processes of this program, started with a hidden command that calls `serveTasks`. Settings, tasks and results go from
 * process to process as structured clones. What a process has read for one call of `run` it has for the next. They keep
 * this one alive until `end`.
 */
export class Workers<Settings, Task, Result> {
  readonly #command: string;
  readonly #settings: Settings;
  /** Each is started when there is something for it to do. */
  readonly #processes: (WorkerProcess<Settings, Task, Result> | undefined)[];

  constructor(command: string, settings: Settings, count: number) {
    this.#command = command;
    this.#settings = settings;
    this.#processes = Array.from({ length: count }, () => undefined);
  }

  /**
   * The results of tasks, in their order; unusable where the worker finds the settings so. Neighbouring tasks go to one
   * process, as far as all have something to do.
   */
  async run(tasks: readonly Task[], onProgress: (done: number) => void = () => {}): Promise<(Result | WorkerFault)[]> {
    const queue = new TaskQueue(tasks.length, this.#processes.length);
    const results = new Array<Result | WorkerFault>(tasks.length);
    let done = 0;
    let unusable: UnusableError | undefined;
    const work = async (worker: number): Promise<void> => {
      const ask = (range: TaskRange) => ({
        range,
        outcome: this.#processOf(worker).ask({
          settings: this.#settings,
          tasks: tasks.slice(range.start, range.end),
        }),
      });
      const first = queue.take(worker);
      let asked = first === undefined ? undefined : ask(first);
      while (asked !== undefined && unusable === undefined) {
        // It is told what comes next before it is done, so that it never waits.
        const next = queue.take(worker);
        let following = next === undefined ? undefined : ask(next);
        const { start, end } = asked.range;
        const outcome = await asked.outcome;
        if (outcome instanceof UnusableError) {
          unusable = outcome;
          break;
        }
        for (let index = start; index < end; index++) {
          const result = outcome instanceof WorkerFault ? outcome : outcome[index - start];
          results[index] = result === undefined ? new WorkerFault('the process that did it gave no answer') : result;
          onProgress(++done);
        }
        if (outcome instanceof WorkerFault) {
          this.#processes[worker] = undefined;
          if (next !== undefined) following = ask(next);
        }
        asked = following;
      }
    };
    await Promise.all(this.#processes.map((_, worker) => work(worker)));
    if (unusable !== undefined) throw unusable;
    return results;
  }

  #processOf(worker: number): WorkerProcess<Settings, Task, Result> {
    const process = this.#processes[worker] ?? new WorkerProcess<Settings, Task, Result>(this.#command);
    this.#processes[worker] = process;
    return process;
  }

  /** Lets the processes end. */
  end(): void {
    for (const process of this.#processes) process?.end();
  }
}

/** Has tasks done by `jobs` processes, by this one alone where one is enough; the results in the order of the tasks. */
export async function runInProcesses<Settings, Task, Result>(
  command: string,
  prepare: Prepare<Settings, Task, Result>,
  settings: Settings,
  tasks: readonly Task[],
  jobs: number,
): Promise<(Result | WorkerFault)[]> {
  if (jobs <= 1) return tasks.map(await prepare(settings));
  const workers = new Workers<Settings, Task, Result>(command, settings, jobs);
  try {
    return await workers.run(tasks);
  } finally {
    workers.end();
  }
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
