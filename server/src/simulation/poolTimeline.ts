import type { BootOutcome } from '../kernel/outcome/bootOutcome.ts';
import type { Session } from '../kernel/session.ts';
import { formatHex } from '../kernel/units/formatBytes.ts';
import type { Step } from './scenario.ts';
import { usedPools } from './sizing/roomyOutcome.ts';

/** More steps than this are not followed one by one: nobody looks at them. */
const MAXIMUM_STEPS = 10_000;

/** How full a pool is after each step; sizes as hexadecimal text, in the order of the steps. */
export interface PoolTimeline {
  /** The area's or the pool's name. */
  readonly pool: string;
  /** The heaps that the scenario draws from it. */
  readonly heaps: readonly string[];
  readonly size: string;
  /** Before the first step. */
  readonly atStart: string;
  readonly used: readonly string[];
  /** The longest piece that could still be had at once. */
  readonly largestFree: readonly string[];
}

/** Follows the pools that steps draw from. The heaps of the steps are those of this boot. */
export class TimelineRecorder {
  readonly #session: Session;
  readonly #timelines: readonly (PoolTimeline & { readonly used: string[]; readonly largestFree: string[] })[];

  constructor(session: Session, outcome: BootOutcome, steps: readonly Step[]) {
    this.#session = session;
    const usage = new Map(session.usage().map((heap) => [heap.name, heap]));
    const pools = steps.length > MAXIMUM_STEPS ? [] : usedPools(outcome, steps);
    this.#timelines = pools.map(({ name: pool, heaps }) => {
      const { size = 0n, used = 0n } = usage.get(heaps[0] ?? '') ?? {};
      return { pool, heaps, size: formatHex(size), atStart: formatHex(used), used: [], largestFree: [] };
    });
  }

  /** Notes how full the pools are now. */
  note(): void {
    if (this.#timelines.length === 0) return;
    const usage = new Map(this.#session.usage().map((heap) => [heap.name, heap]));
    for (const { heaps, used, largestFree } of this.#timelines) {
      const heap = usage.get(heaps[0] ?? '');
      used.push(formatHex(heap?.used ?? 0n));
      largestFree.push(formatHex(heap?.largestFree ?? 0n));
    }
  }

  get timelines(): readonly PoolTimeline[] {
    return this.#timelines;
  }
}
