import { type ChildProcess, fork } from 'node:child_process';
import process from 'node:process';
import { oneOptimiser } from '../../disk/optimisation.ts';
import { UnusableError } from '../failure.ts';

/**
 * The options that V8 gets for a process that reads a kernel's boards, for seconds: room for the objects of some boards before
 * they are sorted into those that stay and those that go; no sorting of those that stay, as hardly any goes; no helpers
 * for the sorting, which would take from the other processes, one a core; and one optimising compiler. The sizes are
 * megabytes.
 */
const V8_OPTIONS = [
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--initial-old-space-size=400',
  '--single-threaded-gc',
  ...oneOptimiser(process.versions.v8),
];

/** The status that Node ends with where it does not know an option. */
const BAD_OPTION = 9;

/** Why a task has no result: the process that did it ended, or could not be started. */
export class WorkerFault {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Tasks that are handed out at once. */
export interface Batch<Settings, Task> {
  readonly settings: Settings;
  readonly tasks: readonly Task[];
}

/** What a worker says of a batch: its results, or why it could not make ready for any. */
export type Answer<Result> = { readonly results: readonly Result[] } | { readonly unusable: string };

/** What there is for a batch: its results, why the process ended without them, or what is wrong with the settings. */
type Outcome<Result> = readonly Result[] | WorkerFault | UnusableError;

/** Another process of this program, which does the tasks that it is sent in the order in which they are sent. */
export class WorkerProcess<Settings, Task, Result> {
  readonly #command: string;
  #child: ChildProcess;
  /** What it was asked and has not answered, the first one first. */
  readonly #waiting: { readonly batch: Batch<Settings, Task>; readonly settle: (outcome: Outcome<Result>) => void }[] =
    [];
  #fault: WorkerFault | undefined;

  constructor(command: string) {
    this.#command = command;
    this.#child = this.#start(V8_OPTIONS);
  }

  #start(options: readonly string[]): ChildProcess {
    const stdio: ['ignore', 'ignore', 'inherit', 'ipc'] = ['ignore', 'ignore', 'inherit', 'ipc'];
    const execArgv = [...process.execArgv, ...options];
    const child = fork(process.argv[1] ?? '', [this.#command], { stdio, serialization: 'advanced', execArgv });
    child.on('message', (message) => {
      const answer = message as Answer<Result>;
      const outcome = 'results' in answer ? answer.results : new UnusableError(answer.unusable);
      this.#waiting.shift()?.settle(outcome);
    });
    child.on('exit', (code, signal) => {
      if (code === BAD_OPTION && options.length > 0) this.#startPlain();
      else this.#fail(`the process that did it ended (${signal ?? `status ${code}`})`);
    });
    child.on('error', (error) => this.#fail(`no process could be started: ${error.message}`));
    return child;
  }

  /** Starts without the options, as this V8 knows one of them no more. */
  #startPlain(): void {
    this.#child = this.#start([]);
    for (const { batch } of this.#waiting) this.#send(batch);
  }

  /** Whether it has ended by itself, so that it does nothing more. */
  get hasEnded(): boolean {
    return this.#fault !== undefined;
  }

  /** What comes of a batch. */
  ask(batch: Batch<Settings, Task>): Promise<Outcome<Result>> {
    if (this.#fault !== undefined) return Promise.resolve(this.#fault);
    return new Promise((settle) => {
      this.#waiting.push({ batch, settle });
      this.#send(batch);
    });
  }

  #send(batch: Batch<Settings, Task>): void {
    // Where it cannot be sent, the process has ended, which its exit event reports.
    this.#child.send({ ...batch }, () => {});
  }

  /** Lets it end. */
  end(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  #fail(message: string): void {
    this.#fault ??= new WorkerFault(message);
    for (const { settle } of this.#waiting.splice(0)) settle(this.#fault);
  }
}
