import { behaves, type Kernel } from '../input/kernel.ts';
import type { BootOutcome } from '../outcome/bootOutcome.ts';
import { AddressRange } from '../units/addressRange.ts';

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
  for (const { name, range } of outcome.cmaAreas) hazards.push(...partsOutsideRam(name, range, outcome.memory));
  if (kernel.architecture === 'arm') return hazards;
  for (const { name, range, noMap, state } of outcome.regions) {
    const kept = state === 'coherent' || state === 'reserved' || state === 'restricted';
    // A refusal that comes after the linear map is made gives memory back that it lacks.
    const lacksMapping = kept || (state === 'released' && !behaves(kernel, 'regions-initialised-by-address'));
    if (!noMap || !lacksMapping || range === undefined) continue;
    const why = `the buffer reaches into ${name}, which is no-map and has no linear mapping, so clearing it is a fault`;
    hazards.push({ range, why });
  }
  return hazards;
}

/**
 * The holes between the banks in an area: the kernel has page descriptors for them. What lies beyond the last bank is in
 * no zone, and is never given out.
 */
function partsOutsideRam(name: string, area: AddressRange, memory: readonly AddressRange[]): Hazard[] {
  const why = `a part of the area ${name} is no RAM, so clearing the buffer is a fault`;
  const hazards: Hazard[] = [];
  const add = (base: bigint, end: bigint) => {
    if (end > base) hazards.push({ range: new AddressRange(base, end - base), why });
  };
  let at = area.base;
  for (const bank of memory) {
    if (bank.end <= at) continue;
    if (bank.base >= area.end) {
      add(at, area.end);
      break;
    }
    add(at, bank.base);
    at = bank.end;
  }
  return hazards;
}
