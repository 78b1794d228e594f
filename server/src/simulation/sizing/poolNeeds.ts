import { MAXIMUM_BITMAP_PAGES } from '../../kernel/heaps/exporters.ts';
import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import { Session } from '../../kernel/session.ts';
import type { AddressRange } from '../../kernel/units/addressRange.ts';
import { roundUp } from '../../kernel/units/rounding.ts';
import type { PoolExtent } from '../../kernel/use/exporter.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { FrameBuffers } from '../frames/frameBuffers.ts';
import { HeapAccess } from '../heapAccess.ts';
import { type HeapNames, HeapResolver } from '../heapNames.ts';
import { Operations } from '../operations.ts';
import { runStep, succeeded } from '../runStep.ts';
import { asksForBuffers, type Scenario, type Step } from '../scenario.ts';
import { roomyOutcome, type UsedPool, usedPools } from './roomyOutcome.ts';

/** What a pool's size is made of, in bytes: the sum of the parts is `needed`. */
export interface NeedParts {
  /** Taken by the kernel before init starts. */
  readonly boot: bigint;
  /** The most that buffers hold at one time, each rounded to pages. */
  readonly buffers: bigint;
  /** Blocks of powers of two beyond the buffers in them (coherent pools). */
  readonly powersOfTwo: bigint;
  /** Gaps that alignment and freed buffers leave below the highest buffer. */
  readonly gaps: bigint;
  /** What rounds all of it up to the granule. */
  readonly rounding: bigint;
}

/** How large a pool has to be for a scenario. */
export interface PoolNeed {
  /** The area's or the pool's name, which is that of its region. */
  readonly name: string;
  readonly allocator: 'cma' | 'coherent';
  /** The heaps of the scenario that draw from it. */
  readonly heaps: readonly string[];
  /** Where it lies in this boot, with the size that it has. */
  readonly range: AddressRange;
  /** What its size has to be a multiple of, in bytes. */
  readonly granule: bigint;
  /** The smallest size, in bytes; `undefined` where no kernel keeps a pool so large. */
  readonly needed: bigint | undefined;
  readonly parts: NeedParts;
  /** Whether it is large enough as it is. */
  readonly fits: boolean;
}

/** An allocation that fails however large its pool is. */
export interface UnhelpedStep {
  readonly step: number;
  /** The heap is not there or may not be opened, the kernel does not survive, or the request itself is refused. */
  readonly kind: 'no-heap' | 'crash' | 'request';
  readonly result: string;
  readonly why: string;
}

export interface ScenarioNeeds {
  readonly pools: readonly PoolNeed[];
  readonly unhelped: readonly UnhelpedStep[];
  /** Fills without `max`, by their index: they take all that there is, and need nothing. */
  readonly openFills: readonly number[];
}

/**
 * The smallest pools that hold a scenario on a boot, each staying where it is and all else as it was. The rule: both
 * allocators take the lowest place that fits (`cma_alloc`, mm/cma.c; `bitmap_find_free_region`, lib/bitmap.c), so that
 * the size of a pool decides only whether a request is refused, not where it lands. The scenario is run on pools that
 * cannot be short; the highest page that a pool then ever uses is what it needs, rounded up to the granule. A scenario of
 * more operations than are followed has no pools here: `unhelped` says at which step it ended. `call` is what all runs of a call may do together.
 */
export function poolNeeds(
  outcome: BootOutcome,
  scenario: Scenario,
  names?: HeapNames,
  call?: Operations,
): ScenarioNeeds {
  const resolver = new HeapResolver(outcome, scenario, names);
  const steps = scenario.steps.map((step) => withoutOpenFills(resolver.resolved(step)));
  const load = scenario.load.map((step) => resolver.resolved(step));
  const openFills = scenario.steps.flatMap((step, index) => (hasOpenFill(step) ? index : []));
  const pools = usedPools(outcome, [...load, ...steps]);
  const measured = { ...scenario, load, steps };
  const first = measure(outcome, pools, measured, new Set(), call);
  // A request that is refused whatever the size may have been given pages first, which are no need of anybody's.
  const inVain = first.unhelped.filter(({ allocated }) => allocated === 0).map(({ step }) => step);
  const isFinal = inVain.length === 0 || !first.isWhole;
  const final = isFinal ? first : measure(outcome, pools, measured, new Set(inVain), call);
  const whyOf = ({ step, kind, why }: UnhelpedStep): string => {
    const written = scenario.steps[step];
    const missing = kind === 'no-heap' && written !== undefined && 'heap' in written ? written.heap : undefined;
    return (missing === undefined ? undefined : resolver.whyMissing(missing)) ?? why;
  };
  // What a scenario would have needed after its last operation that is followed is not known.
  const sized = first.isWhole && final.isWhole ? pools : [];
  return {
    pools: sized.map((pool) => needOf(outcome, pool, final.extents.get(pool) ?? NOTHING, first.short)),
    unhelped: first.unhelped.map(({ allocated: _, ...step }) => ({ ...step, why: whyOf(step) })),
    openFills,
  };
}

const isOpenFill = (step: Step): boolean => step.op === 'fill' && step.max === undefined;
const hasOpenFill = (step: Step): boolean => (step.op === 'repeat' ? step.steps.some(isOpenFill) : isOpenFill(step));

/** A step in which fills without `max` make nothing. */
function withoutOpenFills<Each extends Step>(step: Each): Each;
function withoutOpenFills(step: Step): Step {
  if (step.op === 'repeat') return { ...step, steps: step.steps.map((inner) => withoutOpenFills(inner)) };
  return step.op === 'fill' && step.max === undefined ? { ...step, max: 0 } : step;
}

const NOTHING: PoolExtent = { end: 0n, boot: 0n, peak: 0n, padding: 0n };

interface Measured {
  readonly extents: ReadonlyMap<UsedPool, PoolExtent | undefined>;
  readonly unhelped: readonly (UnhelpedStep & { readonly allocated: number })[];
  /** The pools that were too small even so. */
  readonly short: ReadonlySet<UsedPool>;
  /** Whether all operations of the scenario were followed. */
  readonly isWhole: boolean;
}

/** Runs a scenario without some of its steps on pools that cannot be short. Its heaps are those of this boot. */
function measure(
  outcome: BootOutcome,
  pools: readonly UsedPool[],
  { load, steps, devices, user, access, descriptorLimit, dmemLimits }: Scenario,
  without: ReadonlySet<number>,
  call: Operations | undefined,
): Measured {
  call?.spend(load.length + steps.length);
  const options = descriptorLimit === undefined ? { dmemLimits } : { descriptorLimit, dmemLimits };
  // What a device reaches is nothing to the pools: a mapping must not fail for the place that a pool is measured at.
  const reachingAll = devices.map(({ name }) => ({ name, node: undefined, dmaMask: undefined, iommu: true }));
  const session = new Session(roomyOutcome(outcome, pools), reachingAll, options);
  const operations = () => new Operations(INPUT_LIMITS.sizedOperations, call);
  const others = new FrameBuffers(session, outcome.pageSize, undefined, operations());
  for (const step of load) runStep(session, others, step);
  session.leaveToOthers();
  const buffers = new FrameBuffers(session, outcome.pageSize, new HeapAccess(user, access), operations());
  const large = pools.filter(({ bound }) => bound > MAXIMUM_BITMAP_PAGES);
  const unhelped: Measured['unhelped'][number][] = [];
  const short = new Set<UsedPool>();
  for (const [index, step] of steps.entries()) {
    if (without.has(index)) continue;
    const answer = runStep(session, buffers, step);
    const asks = step.op === 'repeat' || asksForBuffers(step);
    if (!asks || succeeded(answer)) continue;
    const { result, stage, why, allocated } = answer;
    if (result === 'ENOMEM') for (const pool of large) if (drawsFrom(step, pool)) short.add(pool);
    const kind = stage === 'open' || result === 'EACCES' ? 'no-heap' : result === 'crash' ? 'crash' : 'request';
    const made = allocated ?? (step.op === 'repeat' ? 1 : 0);
    unhelped.push({ step: index, kind, result, why: why ?? result, allocated: made });
  }
  const extents = new Map(pools.map((pool) => [pool, session.extent(pool.heaps[0] ?? '')]));
  return { extents, unhelped, short, isWhole: !others.isExhausted && !buffers.isExhausted };
}

function drawsFrom(step: Step, pool: UsedPool): boolean {
  if (step.op === 'repeat') return step.steps.some((inner) => drawsFrom(inner, pool));
  return asksForBuffers(step) && pool.heaps.includes(step.heap);
}

function needOf(outcome: BootOutcome, pool: UsedPool, extent: PoolExtent, short: ReadonlySet<UsedPool>): PoolNeed {
  const { allocator, heaps, name, range, usablePages } = pool;
  const page = BigInt(outcome.pageSize);
  const granule = allocator === 'cma' ? outcome.cmaMinimumAlignment : page;
  const rounded = roundUp(extent.end > 0n ? extent.end : 1n, granule);
  const isShort = short.has(pool);
  return {
    name,
    allocator,
    heaps,
    range,
    granule,
    needed: isShort ? undefined : rounded,
    parts: {
      boot: extent.boot,
      buffers: extent.peak - extent.boot - extent.padding,
      powersOfTwo: extent.padding,
      gaps: extent.end - extent.peak,
      rounding: rounded - extent.end,
    },
    fits: !isShort && extent.end <= BigInt(usablePages) * page,
  };
}
