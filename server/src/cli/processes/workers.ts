import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { InvalidArgumentError } from 'commander';
import { TaskQueue, type TaskRange } from './taskQueue.ts';

/** Below this many boards a process costs more than it saves. */
const FEWEST_BOARDS_A_PROCESS = 24;

/**
 * How much bytecode V8's optimising compiler puts into one function, a third of its own measure. A run over a kernel's
 * boards takes seconds, a fifth of them spent compiling: less of it makes code as fast for these, sooner.
 */
const LESS_INLINING = '--max-inlined-bytecode-size-cumulative=300';

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

/** Makes ready for tasks: told the settings, it answers how one task is done. */
export type Prepare<Settings, Task, Result> = (settings: Settings) => Promise<(task: Task) => Result>;

/**
 * Has tasks done by `jobs` processes of this program: this one, and others started with a hidden command that calls
 * `serveTasks` with the same `prepare`. Settings, tasks and results go from process to process as structured clones.
 * Answers the results in the order of the tasks.
 */
export async function runInProcesses<Settings, Task, Result>(
  command: string,
  prepare: Prepare<Settings, Task, Result>,
  settings: Settings,
  tasks: readonly Task[],
  jobs: number,
  onProgress: (done: number) => void = () => {},
): Promise<(Result | WorkerFault)[]> {
  setFlagsFromString(LESS_INLINING);
  const queue = new TaskQueue(tasks.length, jobs);
  const results = new Array<Result | WorkerFault>(tasks.length);
  let done = 0;
  const record = (index: number, result: Result | WorkerFault | undefined): void => {
    results[index] = result === undefined ? new WorkerFault('the process that did it gave no answer') : result;
    onProgress(++done);
  };
  // They start while this one makes ready.
  const others = Array.from({ length: jobs - 1 }, () => new WorkerProcess<Settings, Task, Result>(command));
  // What is wrong with the settings is told here, before others stumble over it.
  const perform = await prepare(settings).catch((error) => {
    for (const process of others) process.end();
    throw error;
  });
  const workHere = async (): Promise<void> => {
    for (let range = queue.take(0); range !== undefined; range = queue.take(0)) {
      for (let index = range.start; index < range.end; index++) {
        record(index, perform(tasks[index] as Task));
        // The other processes are listened to.
        await setImmediate();
      }
    }
  };
  const workThere = async (started: WorkerProcess<Settings, Task, Result>, worker: number): Promise<void> => {
    let process = started;
    const ask = (range: TaskRange) => ({
      range,
      answer: process.ask({ settings, tasks: tasks.slice(range.start, range.end) }),
    });
    const first = queue.take(worker);
    let asked = first === undefined ? undefined : ask(first);
    while (asked !== undefined) {
      // It is told what comes next before it is done, so that it never waits.
      const next = queue.take(worker);
      let following = next === undefined ? undefined : ask(next);
      const { start, end } = asked.range;
      const answer = await asked.answer;
      for (let index = start; index < end; index++) {
        record(index, answer instanceof WorkerFault ? answer : answer[index - start]);
      }
      if (answer instanceof WorkerFault && next !== undefined) {
        process = new WorkerProcess(command);
        following = ask(next);
      }
      asked = following;
    }
    process.end();
  };
  await Promise.all([...others.map((process, index) => workThere(process, index + 1)), workHere()]);
  return results;
}

/** Another process of this program, which does the tasks that it is sent in the order in which they are sent. */
class WorkerProcess<Settings, Task, Result> {
  readonly #child: ChildProcess;
  /** Who waits for an answer, the first one first. */
  readonly #waiting: ((answer: readonly Result[] | WorkerFault) => void)[] = [];
  #fault: WorkerFault | undefined;

  constructor(command: string) {
    const stdio: ['ignore', 'ignore', 'inherit', 'ipc'] = ['ignore', 'ignore', 'inherit', 'ipc'];
    this.#child = fork(process.argv[1] ?? '', [command], { stdio, serialization: 'advanced' });
    this.#child.on('message', (message) => this.#waiting.shift()?.(message as readonly Result[]));
    this.#child.on('exit', (code, signal) =>
      this.#fail(`the process that did it ended (${signal ?? `status ${code}`})`),
    );
    this.#child.on('error', (error) => this.#fail(`no process could be started: ${error.message}`));
  }

  /** The results of a batch, or why the process ended without them. */
  ask(batch: Batch<Settings, Task>): Promise<readonly Result[] | WorkerFault> {
    if (this.#fault !== undefined) return Promise.resolve(this.#fault);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#child.send({ ...batch }, (error) => {
        if (error !== null) this.#fail(`no process could be started: ${error.message}`);
      });
    });
  }

  /** Lets it end. */
  end(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  #fail(message: string): void {
    this.#fault ??= new WorkerFault(message);
    for (const settle of this.#waiting.splice(0)) settle(this.#fault);
  }
}

/**
 * The worker's side: does what it is sent until the parent closes the channel. `prepare` is called once, with the
 * settings of the first batch.
 */
export function serveTasks<Settings, Task, Result>(prepare: Prepare<Settings, Task, Result>): Promise<void> {
  setFlagsFromString(LESS_INLINING);
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
