import type { Analysis } from '../analysis.ts';
import type { HeapAllocator } from '../kernel/outcome/bootOutcome.ts';
import { Session } from '../kernel/session.ts';
import { formatHex, formatSize } from '../kernel/units/formatBytes.ts';
import { formatAbout } from '../pictures/formatAbout.ts';
import { backingOf } from './regionFacts.ts';

/** A heap of a freshly booted board. */
export interface ListedHeap {
  readonly name: string;
  readonly allocator: HeapAllocator;
  /** The area or pool that it allocates from; `undefined` for the system heap. */
  readonly backing: string | undefined;
  /** The heap listed before that has the same memory; `undefined` if there is none. */
  readonly sharedWith: string | undefined;
  /** In bytes; of the system heap, what the kernel has left. */
  readonly size: bigint;
  readonly free: bigint;
  /** The longest piece that can be had at once. */
  readonly largestFree: bigint;
  /** One line for a list. */
  readonly text: string;
}

const ALLOCATORS: Readonly<Record<HeapAllocator, string>> = {
  system: 'ordinary memory',
  cma: 'CMA',
  coherent: 'coherent pool',
};

/** The heaps of a board as they are after boot, in the order of registration; none where it does not boot. */
export function listHeaps(analysis: Analysis): ListedHeap[] {
  const usage = new Map(new Session(analysis.boot, []).usage().map((report) => [report.name, report]));
  return analysis.boot.heaps.flatMap((heap, at) => {
    const report = usage.get(heap.name);
    if (report === undefined) return [];
    const other = analysis.boot.heaps
      .slice(0, at)
      .find(
        ({ allocator, backing }) => backing !== undefined && allocator === heap.allocator && backing === heap.backing,
      );
    const backing = backingOf(analysis.boot, heap);
    const free = report.size - report.used;
    const place = backing === undefined ? '' : ` at ${formatHex(backing.range.base)}`;
    const rest = report.used === 0n ? '' : `, ${formatAbout(free)} free`;
    // How much ordinary memory is left is known about: other code takes of it as well.
    const size = heap.allocator === 'system' ? formatAbout(report.size) : formatSize(report.size);
    return {
      name: heap.name,
      allocator: heap.allocator,
      backing: backing?.name,
      sharedWith: other?.name,
      size: report.size,
      free,
      largestFree: report.largestFree,
      text: `${ALLOCATORS[heap.allocator]}, ${size}${place}${rest}`,
    };
  });
}
