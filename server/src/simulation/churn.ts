import { joinPageChanges, type PageChange } from '../kernel/use/operationResult.ts';
import type { FrameBuffers } from './frames/frameBuffers.ts';
import type { PlainStep } from './scenario.ts';
import type { PlacedBuffer, StepOutcome } from './stepOutcome.ts';

type ChurnStep = Extract<PlainStep, { op: 'churn' }>;

/** Numbers from 0 up to, not including, 1 that look like chance and are the same for a seed (mulberry32). */
export function numbersOfSeed(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface AliveBuffer {
  readonly id: string;
  readonly pages: readonly PageChange[];
  readonly placed: readonly PlacedBuffer[];
}

/**
 * Allocates `times` buffers of sizes drawn at random, and before each frees as many as chance has it, so that never more
 * than `live` are alive. Ends at the first refusal. `allocated` counts the buffers that were made.
 */
export function churn(buffers: FrameBuffers, step: ChurnStep): StepOutcome {
  const random = numbersOfSeed(step.seed);
  const alive: AliveBuffer[] = [];
  let refused: StepOutcome | undefined;
  let allocated = 0;
  while (allocated < step.times) {
    while (alive.length >= step.live || (alive.length > 0 && random() < 0.5)) {
      const [freed] = alive.splice(Math.floor(random() * alive.length), 1);
      if (freed !== undefined) buffers.free(freed.id);
    }
    const id = `${step.id}${allocated}`;
    const size = step.sizes[Math.floor(random() * step.sizes.length)] ?? 0n;
    const result = buffers.allocate({ ...step, id }, [size]);
    if (result.result !== 'ok') {
      refused = result;
      break;
    }
    alive.push({ id, pages: result.cmaPages ?? [], placed: result.buffers ?? [] });
    allocated++;
  }
  const pages = alive.flatMap((buffer) => buffer.pages);
  return {
    ...(refused ?? { result: 'ok' }),
    allocated,
    buffers: alive.flatMap(({ placed }) => placed),
    ...(pages.length === 0 ? {} : { cmaPages: joinPageChanges(pages, buffers.pageSize) }),
  };
}
