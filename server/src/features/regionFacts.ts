import type { BootedRegion, BootOutcome, Heap, RegionState } from '../kernel/outcome/bootOutcome.ts';
import { causeText } from '../kernel/outcome/causeText.ts';
import { formatSize } from '../kernel/units/formatBytes.ts';

const STATES: Readonly<Record<RegionState, { readonly name: string; readonly meaning: string }>> = {
  cma: { name: 'CMA area', meaning: 'ordinary movable memory until a device or a heap takes it' },
  coherent: { name: 'coherent pool', meaning: 'for the devices that name it' },
  restricted: { name: 'restricted pool', meaning: 'bounce buffers of the devices that name it' },
  reserved: { name: 'reserved', meaning: 'the kernel keeps off it' },
  released: { name: 'given back to the system', meaning: 'no driver took it' },
  skipped: { name: 'skipped', meaning: 'the kernel does not look at it' },
  failed: { name: 'failed', meaning: 'nothing was reserved' },
};

/** What a region has become, in a word or two: `CMA area`, `reserved, not mapped`. */
export function stateName({ state, noMap }: BootedRegion): string {
  return state === 'reserved' && noMap ? `${STATES[state].name}, not mapped` : STATES[state].name;
}

/** What became of a region, and why where it is not what its author asked for; for a sentence. */
export function stateText(region: BootedRegion): string {
  const { name, meaning } = STATES[region.state];
  return `${name}: ${region.cause === undefined ? meaning : causeText(region.cause)}`;
}

/** What a region came to, in a few words for a list: `64 MiB · CMA area · /dev/dma_heap/camera`. */
export function regionSummary(outcome: BootOutcome, region: BootedRegion): string {
  const { range } = region;
  const heaps = heapsOf(outcome, region).map(({ name }) => `/dev/dma_heap/${name}`);
  return [...(range === undefined ? [] : [formatSize(range.size)]), stateName(region), ...heaps].join(' · ');
}

/**
 * The heaps that allocate from a region's memory, in the order of registration; of one that came to nothing none, though
 * another area may lie over it.
 */
export function heapsOf(outcome: BootOutcome, { range, state }: BootedRegion): Heap[] {
  if (range === undefined || range.size === 0n || (state !== 'cma' && state !== 'coherent')) return [];
  return outcome.heaps.filter((heap) => backingOf(outcome, heap)?.range.overlaps(range) === true);
}

/** The area or pool that a heap allocates from; `undefined` for the system heap. */
export function backingOf(outcome: BootOutcome, heap: Heap) {
  if (heap.backing === undefined) return undefined;
  return heap.allocator === 'cma' ? outcome.cmaAreas[heap.backing] : outcome.coherentPools[heap.backing];
}
