import { MAXIMUM_BITMAP_PAGES } from '../../kernel/heaps/exporters.ts';
import type { BootOutcome, CmaArea, CoherentPool, Heap } from '../../kernel/outcome/bootOutcome.ts';
import { pageOrder } from '../../kernel/pages/pageOrder.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { bufferLengths } from '../runStep.ts';
import { type AllocationStep, asksForBuffers, type PlainStep, type Step } from '../scenario.ts';

/** A pool of a boot that a scenario allocates from. */
export interface UsedPool {
  readonly allocator: 'cma' | 'coherent';
  /** Index into `cmaAreas` or `coherentPools`. */
  readonly backing: number;
  /** The area's or the pool's, which is that of its region. */
  readonly name: string;
  readonly range: AddressRange;
  /** The pages that it gives out; 0 where it could not be activated. */
  readonly usablePages: number;
  /** The names of the heaps over it that the scenario uses, in its order. */
  readonly heaps: readonly string[];
  /** In pages: no order of the steps needs more. */
  readonly bound: number;
}

/** The pools that steps allocate from, in the order of their first use. Their heaps are those of this boot. */
export function usedPools(outcome: BootOutcome, steps: readonly Step[]): UsedPool[] {
  const byName = new Map(outcome.heaps.map((heap) => [heap.name, heap]));
  const pools = new Map<string, UsedPool>();
  for (const { step, times } of requestsOf(steps)) {
    const heap = byName.get(step.heap);
    const backing = heap === undefined ? undefined : poolBehind(outcome, heap);
    if (backing === undefined) continue;
    const key = keyOf(backing);
    const pool = pools.get(key) ?? { ...backing, heaps: [], bound: 0 };
    pools.set(key, {
      ...pool,
      heaps: pool.heaps.includes(step.heap) ? pool.heaps : [...pool.heaps, step.heap],
      bound: pool.bound + pagesAtMost(step, outcome.pageSize) * times,
    });
  }
  return [...pools.values()];
}

type RequestStep = Extract<PlainStep, { op: 'allocate' | 'start' | 'fill' | 'churn' }>;

/** The requests of steps, those in a loop with how often it goes round. */
function requestsOf(steps: readonly Step[]): { readonly step: RequestStep; readonly times: number }[] {
  return steps.flatMap((step) => {
    if (step.op !== 'repeat') return asksForBuffers(step) ? [{ step, times: 1 }] : [];
    return step.steps.flatMap((inner) => (asksForBuffers(inner) ? [{ step: inner, times: step.times }] : []));
  });
}

const keyOf = ({ allocator, backing }: Pick<UsedPool, 'allocator' | 'backing'>): string => `${allocator} ${backing}`;

/** What a heap draws from; `undefined` where that is all free memory. */
function poolBehind(
  outcome: BootOutcome,
  { allocator, backing = -1 }: Heap,
): Omit<UsedPool, 'heaps' | 'bound'> | undefined {
  const area = allocator === 'cma' ? outcome.cmaAreas[backing] : undefined;
  if (area !== undefined) {
    const { name, range, activated } = area;
    return { allocator: 'cma', backing, name, range, usablePages: activated ? area.usablePages : 0 };
  }
  const pool = allocator === 'coherent' ? outcome.coherentPools[backing] : undefined;
  if (pool === undefined) return undefined;
  const { name, range, pages } = pool;
  return { allocator: 'coherent', backing, name, range, usablePages: pages };
}

/** The pages that a step takes at most, with what aligning each of its buffers may skip. */
function pagesAtMost(step: RequestStep, pageSize: number): number {
  const pages = (bytes: bigint): number => 2 * 2 ** pageOrder(Math.ceil(Number(bytes) / pageSize));
  switch (step.op) {
    case 'churn':
      return step.sizes.reduce((most, size) => Math.max(most, pages(size)), 0) * step.times;
    case 'fill':
      return framePages(step) * (step.max ?? 0);
    default:
      return framePages(step) * (step.count ?? 1);
  }

  function framePages(request: AllocationStep): number {
    return bufferLengths(request).reduce((sum, length) => sum + pages(length), 0);
  }
}

/** CMA_ALIGNMENT is at most 12: addresses that are equal modulo this are aligned alike with pages of any size. */
const ALIGNED_ALIKE = 1n << 32n;
/** Far from all memory, and as far from each other. */
const APART = 1n << 50n;

/**
 * The boot with its used pools so large that none of them can be short, and with nothing beside them. First fit takes the
 * same places there as in a smaller pool, up to the request that the smaller one refuses.
 */
export function roomyOutcome(outcome: BootOutcome, pools: readonly UsedPool[]): BootOutcome {
  const pagesOf = new Map(pools.map((pool) => [keyOf(pool), pool.bound]));
  const cmaAreas = outcome.cmaAreas.map((area, index): CmaArea => {
    const bound = pagesOf.get(`cma ${index}`);
    if (bound === undefined) return area;
    const pages = roomyPages(area.usedAtBoot + bound);
    const base = APART * BigInt(index + 1) + (area.range.base % ALIGNED_ALIKE);
    const range = new AddressRange(base, BigInt(pages) * BigInt(outcome.pageSize));
    return { ...area, range, pages, usablePages: pages, activated: true };
  });
  const coherentPools = outcome.coherentPools.map((pool, index): CoherentPool => {
    const bound = pagesOf.get(`coherent ${index}`);
    if (bound === undefined) return pool;
    const pages = roomyPages(bound);
    return { ...pool, pages, range: new AddressRange(pool.range.base, BigInt(pages) * BigInt(outcome.pageSize)) };
  });
  return { ...outcome, cmaAreas, coherentPools };
}

function roomyPages(pages: number): number {
  return Math.min(Math.max(pages, 1), MAXIMUM_BITMAP_PAGES);
}
