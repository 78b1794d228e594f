import type { BootedRegion, BootOutcome } from '../../../server/src/kernel/outcome/bootOutcome.ts';
import { causeText, stopText } from '../../../server/src/kernel/outcome/causeText.ts';
import { need } from '../harness/target.ts';

/** What has to hold for every boot of any input. */
export const BOOT_ORACLES: readonly string[] = [
  'a boot that stops says why',
  'heaps have one name and one minor each, and a backing that is there',
  'CMA areas are aligned, and no more of them is used than there is',
  'a region that is not what its author asked for has a cause',
  'a CMA area lies within 64 bits',
  'regions that share memory say so',
];

/** Holds a boot against what has to be true of every one. */
export function needSoundBoot(outcome: BootOutcome): void {
  const [stops, heapsAreOne, areasAreAligned, hasCause, within, apart] = BOOT_ORACLES as readonly [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const { heaps, cmaAreas, coherentPools, stop } = outcome;
  need(stops, outcome.booted === (stop === undefined), () => `booted ${outcome.booted}, stop ${stop?.kind}`);
  if (stop !== undefined) need(stops, stopText(stop) !== '', () => stop.kind);

  need(heapsAreOne, new Set(heaps.map(({ name }) => name)).size === heaps.length, () => `${heaps.map((h) => h.name)}`);
  for (const [index, { name, minor, allocator, backing }] of heaps.entries()) {
    need(heapsAreOne, minor === index, () => `${name} has minor ${minor} as number ${index}`);
    const backings = allocator === 'cma' ? cmaAreas : coherentPools;
    const isThere = allocator === 'system' ? backing === undefined : backings[backing ?? -1] !== undefined;
    need(heapsAreOne, isThere, () => `${name} (${allocator}) is backed by number ${backing}`);
  }

  for (const area of cmaAreas) {
    const { name, range, pages, usedAtBoot, usablePages } = area;
    const isAligned = (range.base | range.size) % outcome.cmaMinimumAlignment === 0n;
    need(areasAreAligned, isAligned, () => `${name}: ${range.base} + ${range.size}`);
    const size = BigInt(pages) * BigInt(outcome.pageSize);
    need(areasAreAligned, size === range.size, () => `${name}: ${pages} pages of ${range.size} bytes`);
    need(areasAreAligned, usedAtBoot <= pages && usablePages <= pages, () => `${name}: ${usedAtBoot}, ${usablePages}`);
    need(areasAreAligned, name.length <= 63, () => name);
  }

  for (const region of outcome.regions) {
    const { name, state, cause } = region;
    const isDenied = state === 'released' || state === 'failed' || state === 'skipped';
    need(hasCause, !isDenied || cause !== undefined, () => `${name} is ${state}`);
    if (cause !== undefined) need(hasCause, causeText(cause) !== '', () => `${name}: ${cause.kind}`);
  }

  for (const { name, range } of cmaAreas) {
    // One that its author puts past the end stops the boot.
    need(
      within,
      stop !== undefined || (range.base >= 0n && range.base + range.size <= 1n << 64n),
      () => `${name}: ${range.base}`,
    );
  }

  const placed = outcome.regions
    .flatMap((region) =>
      holdsMemory(region) && region.range !== undefined ? [{ ...region, range: region.range }] : [],
    )
    .sort((a, b) => (a.range.base < b.range.base ? -1 : a.range.base > b.range.base ? 1 : 0));
  for (const [index, region] of placed.entries()) {
    const before = placed[index - 1];
    if (before === undefined || !before.range.overlaps(region.range)) continue;
    const isSaid = region.cause !== undefined && before.cause !== undefined;
    need(apart, isSaid, () => `${before.name} and ${region.name}`);
  }
}

/** Whether a region holds memory after the boot. */
export const holdsMemory = ({ state }: BootedRegion): boolean =>
  state === 'cma' || state === 'coherent' || state === 'restricted' || state === 'reserved';
