import type { RemapObstacle } from '../outcome/bootStop.ts';
import { AddressRange } from '../units/addressRange.ts';
import { roundDown, roundUp } from '../units/rounding.ts';
import { type BootState, type RegionMemory, stop } from './bootState.ts';
import { kernelImage } from './systemMemory.ts';
import { firstUnmappedAllocation } from './unmappedMemory.ts';

/** Bytes of a first-level entry pair. */
const PMD = 1n << 21n;

/**
 * arch/arm/mm/dma-mapping.c `dma_contiguous_remap`: lowmem that becomes CMA memory is unmapped by whole 2 MiB entries and
 * mapped again by pages, before exceptions can be reported. What cannot be done so hangs the kernel, and so does its next
 * allocation where that lies in the rest of an entry that was unmapped.
 */
export function remapForCma(state: BootState): void {
  if (state.kernel.architecture !== 'arm') return;
  const image = kernelImage(state);
  const done: RegionMemory[] = [];
  for (const { range: whole, region } of state.earlyFixups) {
    const { base } = whole;
    const end = whole.end > state.lowmemEnd ? state.lowmemEnd : whole.end;
    if (base >= end) continue;
    const range = new AddressRange(base, end - base);
    const other = done.find((each) => each.range.overlaps(range));
    const obstacle = remapObstacle(range, image, other !== undefined);
    if (obstacle !== undefined) {
      const involved = obstacle === 'overlaps-cma' ? [region, other?.region] : [region];
      stop(state, { kind: 'remap', regions: involved.flatMap((each) => each?.path ?? []), range, obstacle });
      return;
    }
    done.push({ range, region });
  }
  checkUnmappedRest(state, done);
}

/** Stops where the next allocation lies beside a range that was mapped anew, in the rest of its first or last entry. */
function checkUnmappedRest(state: BootState, remapped: readonly RegionMemory[]): void {
  const beside = remapped.flatMap(({ range, region }) => restOfEntries(range).map((rest) => ({ range: rest, region })));
  const ranges = beside.map(({ range }) => range);
  const hit = firstUnmappedAllocation(
    state.memblock,
    ranges,
    roundDown(state.lowmemEnd, PMD),
    0n,
    state.kernel.pageBytes,
  );
  if (hit === undefined) return;
  const path = beside.find(({ range }) => range === hit)?.region?.path;
  stop(state, { kind: 'unmapped-with-cma', regions: path === undefined ? [] : [path], range: hit });
}

/** What is unmapped with a range by whole entries and not mapped again. */
function restOfEntries({ base, end }: AddressRange): AddressRange[] {
  const first = roundDown(base, PMD);
  const last = roundUp(end, PMD);
  const rest: AddressRange[] = [];
  if (first < base) rest.push(new AddressRange(first, base - first));
  if (end < last) rest.push(new AddressRange(end, last - end));
  return rest;
}

/**
 * Why a range cannot be mapped anew: the entry that holds the last byte must be among those that were unmapped (one for
 * every 2 MiB from the base on), `vm_area_add_early` refuses overlaps, and the code that runs must stay mapped.
 */
function remapObstacle(
  range: AddressRange,
  image: AddressRange | undefined,
  overlapsMapped: boolean,
): RemapObstacle | undefined {
  if (image?.overlaps(range)) return 'kernel-image';
  const lastUnmapped = (range.base + ((range.size - 1n) / PMD) * PMD) / PMD;
  if ((range.end - 1n) / PMD !== lastUnmapped) return 'end-still-mapped';
  return overlapsMapped ? 'overlaps-cma' : undefined;
}
