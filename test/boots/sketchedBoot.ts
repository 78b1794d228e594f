import { boot } from '../../server/src/kernel/boot.ts';
import type { BootOutcome } from '../../server/src/kernel/outcome/bootOutcome.ts';
import { type BoardSketch, bootInput, type RegionSketch } from './boardSketch.ts';

export const MIB = 1n << 20n;
/** The compatible of CMA areas and coherent pools. */
export const POOL = 'shared-dma-pool';

/** Boots a board of few words. */
export function bootOf(sketch: BoardSketch): BootOutcome {
  return boot(bootInput(sketch));
}

/** A reusable pool at an address. */
export function cmaPool(base: bigint, size: bigint, ...flags: string[]): RegionSketch {
  return { compatible: POOL, reg: [[base, size]], flags: ['reusable', ...flags] };
}

export function heapNames(outcome: BootOutcome): string[] {
  return outcome.heaps.map((heap) => heap.name);
}

/** The lines of the boot log. */
export function linesOf(outcome: BootOutcome): string[] {
  return outcome.log.map(({ line }) => line);
}

/** What became of a region. */
export function stateOf(outcome: BootOutcome, name: string): string | undefined {
  return outcome.regions.find((region) => region.name === name)?.state;
}

/** The same board with another kernel. */
export function withKernel(kernel: string, sketch: BoardSketch): BoardSketch {
  return { ...sketch, profile: { ...sketch.profile, kernel } };
}

/** `count` regions p00, p01, … */
export function manyPools(count: number, sketch: (index: number) => RegionSketch): Record<string, RegionSketch> {
  const regions: Record<string, RegionSketch> = {};
  for (let index = 0; index < count; index++) regions[`p${String(index).padStart(2, '0')}`] = sketch(index);
  return regions;
}
