import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { keepBytecode } from '../disk/keptBytecode.ts';
import { optimiseFullyLate, optimiseLate } from '../disk/optimisation.ts';
import { leaveWasmPlain } from '../disk/plainWasm.ts';

/**
 * V8's options for memory. It is made for programs that keep what they make; a server makes a tree at each key and
 * drops it at the next. By itself V8 lets the garbage of a thousand keys grow to 300 MiB before it looks.
 */
const FLAGS = [
  // Most trees are there when V8 looks for survivors, so that it would make them where it looks for garbage last.
  '--no-allocation-site-pretenuring',
  // Collecting begins early, in a task of its own, and not when the room for old objects is full.
  '--incremental-marking-soft-trigger=20',
  // Functions that are called often get machine code in the thread that calls them: finishing what another thread has begun
  // stops some keys, and takes more memory.
  '--no-concurrent-sparkplug',
];

/** The factor by which V8 enlarges the young generation: its own, and none. */
export const YOUNG_GENERATION = {
  grows: '--semi-space-growth-factor=2',
  stays: '--semi-space-growth-factor=1',
} as const;

/**
 * The room for young objects, both halves of it: in each half there is room for the garbage of some keys, so that a tree
 * is dropped before it counts as old.
 */
const YOUNG_BYTES = 16 * 1024 * 1024;

/**
 * Sets the options, which cannot stand on the command line: that is the client's. The launcher does, too, before it loads
 * the program: kept code fits the options it was compiled with.
 */
export function setHeapOptions(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
  // What has come from the kept code and was not called yet, such as the code of a hover, is there when it is called.
  keepBytecode();
  // Optimising needs megabytes for each function, in threads; where these lag behind, for all that wait.
  optimiseLate();
  // The second compiler works while keys are waited for, and the first key that brings something unseen throws its code away.
  optimiseFullyLate();
  leaveWasmPlain();
}

/**
 * Holds the young generation to its size for as long as the process runs. To be called when the server begins its work,
 * after `setHeapOptions`: watching costs a start milliseconds.
 */
export function keepYoungSmall(): void {
  const observer = new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if (young === undefined || young.space_size < YOUNG_BYTES) return;
    holdYoung();
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}

/** Leaves the young generation as it is: V8 reads its largest size once, before any code of ours runs, but the factor each time. */
function holdYoung(): void {
  setFlagsFromString(YOUNG_GENERATION.stays);
}

/** Bytes of JavaScript's objects from which on collecting is not left to V8 alone; ordinary boards take 30 MiB. */
const LARGE_HEAP = 96 * 1024 * 1024;

/** How much more there may be than after the last collection, of objects and buffers together. */
const MOST_GROWTH = 1.3;

let collect: (() => void) | undefined;
let bytesLeft = 0;

/**
 * Makes room before a text of a megabyte is read, which goes on for seconds without an end of the turn. V8 begins its
 * collections in tasks between turns, lets the heap grow to four times what is alive before it stops the program for one,
 * and learns of a young generation that has grown too large only in the turn after.
 */
export function makeRoom(): void {
  holdYoung();
  if (bytesInUse() >= Math.max(LARGE_HEAP, bytesLeft * MOST_GROWTH)) collectAll();
}

/** Gives back what a long text took that nobody has open any more: V8 would keep it until more is made, be it for hours. */
export function giveBack(): void {
  if (bytesInUse() >= LARGE_HEAP) collectAll();
}

function collectAll(): void {
  collect ??= collector();
  collect();
  bytesLeft = bytesInUse();
}

function bytesInUse(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/** The function that collects all garbage. The option is set for its making alone: kept code fits the options of its run. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const made: () => void = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return made;
}
