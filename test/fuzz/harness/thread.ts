import process from 'node:process';
import { Worker } from 'node:worker_threads';
import type { StoredFailure } from './failure.ts';
import { INPUT_AT, type WorkerMessage, type WorkerOrder } from './order.ts';
import { storeFailure } from './storedFailures.ts';

/**
 * An input hangs that is not through after this many seconds in which the thread waited for nothing that comes, or after
 * this many of the processor's: `MOST_WORK` is much less. On a busy machine a thread may get none for minutes.
 */
const LONGEST_WAIT = 60;
const LONGEST_WORK = 20;

/** Longer inputs are cut where they are reported as hanging. */
const MOST_INPUT_BYTES = 1 << 20;

/** Memory that a thread may have before its input counts as one that takes too much. */
const MOST_MEGABYTES = 3072;

export interface ThreadResult {
  readonly inputs: number;
  readonly seconds: number;
  readonly kept: number;
  readonly failures: ReadonlyMap<string, number>;
}

/**
 * Runs a target in a thread, so that an input which never ends, or takes all memory, is a failure like others: the
 * thread is ended and the input stored as it is. Failures are stored as fixtures and printed.
 */
export function runInThread(order: Omit<WorkerOrder, 'shared'>): Promise<ThreadResult> {
  const shared = new SharedArrayBuffer(INPUT_AT + MOST_INPUT_BYTES);
  const counters = new Int32Array(shared, 0, 3);
  const begin = Date.now();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { ...order, shared } satisfies WorkerOrder,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
  const store = (failure: StoredFailure, text: string): void => {
    const inputs = JSON.stringify(failure.inputs);
    console.log(`${order.target}: ${failure.failure}\n  stored as ${storeFailure(failure)}\n  ${text.slice(0, 2000)}`);
    // Where the machine is given back after the run, what is printed is all that is left.
    if (inputs.length < 4000) console.log(`  ${inputs}`);
  };
  return new Promise((resolve) => {
    let seen = -1;
    let waiting = worker.performance.eventLoopUtilization();
    let working = process.cpuUsage();
    const isStuck = (): boolean => {
      const { user, system } = process.cpuUsage(working);
      const { idle } = worker.performance.eventLoopUtilization(waiting);
      return idle > 1000 * LONGEST_WAIT || user + system > 1_000_000 * LONGEST_WORK;
    };
    const finish = (failures: ReadonlyMap<string, number>, kept = 0): void => {
      clearInterval(watch);
      const inputs = Atomics.load(counters, 0);
      resolve({ inputs, seconds: (Date.now() - begin) / 1000, kept, failures });
      void worker.terminate();
    };
    const giveUp = (failure: string): void => {
      const length = Atomics.load(counters, 1);
      const json = Buffer.from(new Uint8Array(shared, INPUT_AT, length)).toString();
      try {
        store({ target: order.target, failure, seed: order.seed, inputs: [JSON.parse(json)] }, '');
      } catch {
        console.log(`${order.target}: ${failure}: ${json.slice(0, 2000)}`);
      }
      finish(new Map([[failure, 1]]));
    };
    const watch = setInterval(() => {
      const count = Atomics.load(counters, 0) + Atomics.load(counters, 2);
      if (count !== seen) {
        seen = count;
        waiting = worker.performance.eventLoopUtilization();
        working = process.cpuUsage();
      } else if (count > 0 && isStuck()) giveUp('an input that never ends');
    }, 1000);
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'failure') store(message.failure, message.text);
      else if (message.kind === 'unrepeated') console.log(`${order.target}: once, and not again: ${message.text}`);
      else finish(message.failures, message.kept);
    });
    worker.on('error', (error: Error & { code?: string }) =>
      giveUp(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too much memory' : `the thread ended: ${error.stack}`),
    );
  });
}
