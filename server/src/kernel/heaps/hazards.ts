import type { AddressRange } from '../addressRange.ts';
import type { BootOutcome } from '../bootOutcome.ts';
import type { Kernel } from '../kernel.ts';

/** Memory whose allocation the kernel does not survive: a heap clears what it gives out. */
export interface Hazard {
  readonly range: AddressRange;
  readonly why: string;
}

/**
 * What a CMA area may hold that must not be cleared. Nothing keeps an area from lying over the kernel image, over a
 * no-map region (which has no linear mapping with 64 bits; arm maps high memory page by page) or over the memory that
 * firmware protects on riscv; the recorded boots show that such areas become heaps and that using them is fatal.
 */
export function hazardsOf(outcome: BootOutcome, kernel: Kernel): Hazard[] {
  const hazards: Hazard[] = [];
  for (const { name, range } of outcome.profile.occupied) {
    if (name === 'kernel') hazards.push({ range, why: 'clearing the buffer overwrites the kernel image' });
  }
  if (kernel.architecture === 'riscv') {
    for (const { name, range } of outcome.profile.firmwareRegions) {
      hazards.push({ range, why: `the firmware protects ${name}, so clearing the buffer is a store access fault` });
    }
  }
  if (kernel.architecture === 'arm') return hazards;
  for (const { name, range, noMap, state } of outcome.regions) {
    const kept = state === 'coherent' || state === 'reserved' || state === 'restricted';
    if (!noMap || !kept || range === undefined) continue;
    const why = `the buffer reaches into ${name}, which is no-map and has no linear mapping, so clearing it is a fault`;
    hazards.push({ range, why });
  }
  return hazards;
}
