import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { runCampaign } from './campaign.ts';
import { Coverage } from './coverage.ts';
import { MOST_WORK } from './failure.ts';
import { INPUT_AT, type WorkerMessage, type WorkerOrder } from './order.ts';
import { withinShare } from './share.ts';
import { loadTarget } from './targets.ts';

const { target: name, seed, inputs, milliseconds, shared }: WorkerOrder = workerData;
const counters = new Int32Array(shared, 0, 3);
const bytes = new Uint8Array(shared, INPUT_AT);
const encoder = new TextEncoder();
const say = (message: WorkerMessage): void => parentPort?.postMessage(message);
const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const target = await loadTarget(name);
const result = await runCampaign({
  target,
  seed,
  mostWork: MOST_WORK,
  coverage: await Coverage.watch(),
  goesOn: withinShare({ inputs, milliseconds }, () => performance.now()),
  onInput: (input) => {
    // The bytes of a shared buffer cannot be written by the encoder.
    const json = encoder.encode(JSON.stringify(input)).subarray(0, bytes.length);
    bytes.set(json);
    Atomics.store(counters, 1, json.length);
    Atomics.add(counters, 0, 1);
  },
  onTry: () => void Atomics.add(counters, 2, 1),
  onFailure: (failure, error) => say({ kind: 'failure', failure, text: textOf(error) }),
  onUnrepeated: (error) => say({ kind: 'unrepeated', text: textOf(error) }),
});
say({ kind: 'end', ...result });
