import type { BootedRegion, BootOutcome, Heap, RegionState } from '../kernel/outcome/bootOutcome.ts';

const STATES: Readonly<Record<RegionState, { readonly name: string; readonly meaning: string }>> = {
  cma: { name: 'CMA area', meaning: 'ordinary movable memory until a device or a heap takes it' },
  coherent: { name: 'coherent pool', meaning: 'for the devices that name it' },
  restricted: { name: 'restricted pool', meaning: 'bounce buffers of the devices that name it' },
  reserved: { name: 'reserved', meaning: 'the kernel keeps off it' },
  released: { name: 'released', meaning: 'the memory is given back to the system' },
  skipped: { name: 'skipped', meaning: 'the kernel does not look at it' },
  failed: { name: 'failed', meaning: 'nothing was reserved' },
};

/** What became of a region, and why where it is not what its author asked for; for a sentence. */
export function stateText(region: BootedRegion): string {
  const { name, meaning } = STATES[region.state];
  return `${name}: ${region.reason ?? meaning}`;
}

/** The heaps that allocate from a region's memory, in the order of registration. */
export function heapsOf(outcome: BootOutcome, region: BootedRegion): Heap[] {
  const { range } = region;
  if (range === undefined || range.size === 0n) return [];
  return outcome.heaps.filter((heap) => backingOf(outcome, heap)?.range.overlaps(range) === true);
}

/** The area or pool behind a heap; `undefined` for the system heap. */
export function backingOf(outcome: BootOutcome, heap: Heap) {
  if (heap.backing === undefined) return undefined;
  return heap.allocator === 'cma' ? outcome.cmaAreas[heap.backing] : outcome.coherentPools[heap.backing];
}

/** Finds `word` where it stands for itself: not inside a longer node name, though perhaps at a sentence's end. */
function wholeWord(word: string): RegExp {
  return new RegExp(`(?<![\\w,.+@-])${word.replace(/\W/g, '\\$&')}(?![\\w+@-]|[,.]\\w)`);
}

/** The lines of the boot log that name a region, or the address at which it lies. */
export function logLinesOf(outcome: BootOutcome, region: BootedRegion): string[] {
  const words = [wholeWord(region.name)];
  if (region.range !== undefined) words.push(wholeWord(`0x${region.range.base.toString(16).padStart(16, '0')}`));
  return outcome.log.filter((line) => words.some((word) => word.test(line)));
}
