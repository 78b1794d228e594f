import { availableParallelism } from 'node:os';
import process from 'node:process';
import { UnusableError } from '../failure.ts';
import { wholeNumberOption } from '../input/wholeNumberOption.ts';
import { stretches, TaskQueue } from './taskQueue.ts';
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
export const readJobs = wholeNumberOption(1, 1024);

/** How many processes a number of boards is worth: as asked for, or what is fast on a number of cores, at most one a core. */
export function jobsFor(boards: number, asked: number | undefined, cores = availableParallelism()): number {
  if (asked !== undefined) return Math.min(asked, Math.ceil(boards / FEWEST_BOARDS_ASKED));
  const warming = Math.min(Math.max(1, Math.floor(cores / 2)), Math.ceil(boards / FEWEST_BOARDS));
  return Math.min(cores, Math.max(warming, Math.ceil(boards / BOARDS_OF_A_WARM_PROCESS)));
}

/** Prepares a worker for tasks: given the settings, it returns the function that does one task. */
export type Prepare<Settings, Task, Result> = (settings: Settings) => Promise<(task: Task) => Result>;

/** How tasks are shared out. */
export interface Sharing {
  /** The tasks of each worker, by their indices, until it helps another; absent: a stretch of neighbours for each. */
  readonly lists?: readonly (readonly number[])[];
  /** How many are handed out at once; absent: a few. */
  readonly batch?: number;
  /** Called after each task, with how many are done and which worker did it. */
  readonly onDone?: (done: number, task: number, worker: number) => void;
}

/**
 * Processes of this program, started with a hidden command that calls `serveTasks`. Settings, tasks and results go from
 * process to process as structured clones. What a process has read for one call of `run` it has for the next. They keep
 * this one alive until `end`.
 */
export class Workers<Settings, Task, Result> {
  readonly #command: string;
  readonly #processes: WorkerProcess<Settings, Task, Result>[] = [];

  constructor(command: string) {
    this.#command = command;
  }

  /** How many processes there are; none where this one does the tasks. */
  get count(): number {
    return this.#processes.length;
  }

  /**
   * Sees to it that there are so many processes, none where one is enough, which is this one. One that has nothing to do
   * yet makes ready.
   */
  start(count: number): void {
    const several = count > 1 ? count : 0;
    while (this.#processes.length < several) this.#processes.push(new WorkerProcess(this.#command));
    for (const needless of this.#processes.splice(several)) needless.end();
  }

  /** The results of tasks, in their order; unusable where the worker finds the settings so. */
  async run(
    settings: Settings,
    tasks: readonly Task[],
    { lists = stretches(tasks.length, this.count), batch, onDone = () => {} }: Sharing = {},
  ): Promise<(Result | WorkerFault)[]> {
    const queue = new TaskQueue(lists, batch);
    const results = new Array<Result | WorkerFault>(tasks.length);
    let done = 0;
    let unusable: UnusableError | undefined;
    const work = async (worker: number): Promise<void> => {
      const ask = (indices: readonly number[]) => ({
        indices,
        outcome: this.#processOf(worker).ask({ settings, tasks: indices.map((index) => tasks[index] as Task) }),
      });
      const askNext = () => {
        const indices = queue.take(worker);
        return indices.length === 0 ? undefined : ask(indices);
      };
      let asked = askNext();
      while (asked !== undefined && unusable === undefined) {
        // It is told what comes next before it is done, so that it never waits.
        let following = askNext();
        const { indices } = asked;
        const outcome = await asked.outcome;
        if (outcome instanceof UnusableError) {
          unusable = outcome;
          break;
        }
        for (const [at, index] of indices.entries()) {
          const result = outcome instanceof WorkerFault ? outcome : outcome[at];
          results[index] = result === undefined ? new WorkerFault('the process that did it gave no answer') : result;
          onDone(++done, index, worker);
        }
        if (outcome instanceof WorkerFault && following !== undefined) following = ask(following.indices);
        asked = following;
      }
    };
    await Promise.all(this.#processes.map((_, worker) => work(worker)));
    if (unusable !== undefined) throw unusable;
    return results;
  }

  /** A worker's process, another one where it has ended. */
  #processOf(worker: number): WorkerProcess<Settings, Task, Result> {
    const known = this.#processes[worker];
    if (known?.hasEnded === false) return known;
    const process = new WorkerProcess<Settings, Task, Result>(this.#command);
    this.#processes[worker] = process;
    return process;
  }

  /** Lets the processes end. */
  end(): void {
    this.start(0);
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
