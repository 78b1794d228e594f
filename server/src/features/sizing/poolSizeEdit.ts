import { type Analysis, bootedRegion } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { causeText } from '../../kernel/outcome/causeText.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { freePlaces } from '../../memory/freePlaces.ts';
import type { MemoryMap, Region } from '../../memory/memoryMap.ts';
import { type CellsEdit, rangeEdit, sizeEdit } from '../../rules/cellsEdit.ts';
import type { SpanEdit } from '../../rules/finding.ts';
import type { PoolNeed } from '../../simulation/sizing/poolNeeds.ts';

/** A pool with the size that it is to have, in bytes. */
export interface ResizedPool {
  readonly pool: PoolNeed;
  readonly size: bigint;
  /** Of the region that it is made of; `undefined` where no node of the tree makes it. */
  readonly path: string | undefined;
}

/** The edit that gives a pool another size, or why there is none. */
export type PoolSizeEdit = { readonly edits: readonly SpanEdit[] } | { readonly obstacle: string };

/** The region that a pool was made of; `undefined` for the area of the configuration or of `cma=`. */
export function regionOfPool({ boot }: Analysis, { name, range }: PoolNeed): BootedRegion | undefined {
  return boot.regions.find(
    (region) =>
      (region.state === 'cma' || region.state === 'coherent') &&
      region.name.startsWith(name) &&
      region.range?.base === range.base &&
      region.range.size === range.size,
  );
}

/**
 * The edit of the tree that gives a pool the size it is to have, where its value stands. There is none where the pool is
 * not of the tree, or would run into something; `resized` are all pools that get another size at once.
 */
export function poolSizeEdit(
  analysis: Analysis,
  { pool, size, path }: ResizedPool,
  resized: readonly ResizedPool[],
): PoolSizeEdit {
  const region = analysis.memory.regions.find((each) => each.path === path);
  if (region === undefined) return { obstacle: noRegion(analysis, pool, size) };
  const obstacle = region.reg.length > 0 ? inTheWay(analysis, region, pool, size, resized) : undefined;
  if (obstacle !== undefined) return { obstacle };
  const edit = resizedEdit(analysis.memory, region, size);
  return edit === undefined
    ? { obstacle: `no source states the size of ${pool.name}: it has to be ${sizeText(size)}` }
    : { edits: edit.edits };
}

function resizedEdit(memory: MemoryMap, region: Region, size: bigint): CellsEdit | undefined {
  const [entry] = region.reg;
  return entry === undefined
    ? sizeEdit(memory, region, size)
    : rangeEdit(memory, region, entry, { base: entry.range.base, size });
}

const sizeText = (size: bigint): string => `${formatHex(size)} (${formatSize(size)})`;

function noRegion({ boot, profile }: Analysis, { name, range }: PoolNeed, size: bigint): string {
  const firmware = profile.firmwareRegions.find((region) => region.name === name);
  if (firmware !== undefined) return `firmware adds ${name} to the tree: there it has to be ${sizeText(size)}`;
  const mebibytes = (size + (1n << 20n) - 1n) >> 20n;
  const isDefault = boot.cmaAreas[boot.defaultCmaArea ?? -1]?.range.base === range.base;
  return isDefault
    ? `${name} is the default area, which no node of the tree makes: its size is set by cma=${mebibytes}M on the command line, or CONFIG_CMA_SIZE_MBYTES=${mebibytes}`
    : `no node of the tree makes ${name}: it has to be ${sizeText(size)}`;
}

/** What a pool with a place meets when it grows to `size`; `undefined` where nothing is there. */
function inTheWay(
  analysis: Analysis,
  region: Region,
  { name, range, granule }: PoolNeed,
  size: bigint,
  resized: readonly ResizedPool[],
): string | undefined {
  if (size <= range.size) return undefined;
  const grown = new AddressRange(range.base, size);
  const meets = occupants(analysis, region, resized).find(
    (each) => each.range.overlaps(grown) && !each.range.overlaps(range),
  );
  if (meets !== undefined) {
    return (
      `${name} would need ${formatRange(grown)} and run into ${meets.name} at ${formatRange(meets.range)}: ` +
      `move one of them${roomElsewhere(analysis, region, granule, size)}`
    );
  }
  const { systemMemory } = analysis.boot;
  if (systemMemory.some((bank) => bank.contains(range)) && !systemMemory.some((bank) => bank.contains(grown))) {
    return `${name} would need ${formatRange(grown)} and reach beyond the end of RAM: move it${roomElsewhere(analysis, region, granule, size)}`;
  }
  return undefined;
}

/** Where a pool of a size could go instead, as the end of a sentence. */
function roomElsewhere(analysis: Analysis, { path }: Region, alignment: bigint, size: bigint): string {
  const [place] = freePlaces(analysis, { size, alignment, moving: path }).places;
  return place === undefined
    ? '; there is no room for the pool anywhere else'
    : `, the pool for instance to ${formatRange(place)}`;
}

/** Everything else that has a place, with the sizes that pools are to have. */
function occupants(
  { memory, profile }: Analysis,
  region: Region,
  resized: readonly ResizedPool[],
): { readonly name: string; readonly range: AddressRange }[] {
  const regions = memory.regions
    .filter((other) => other !== region && other.enabled)
    .flatMap(({ name, reg }) =>
      reg.map(({ range }) => {
        const size =
          resized.find(({ pool }) => pool.name === name && pool.range.base === range.base)?.size ?? range.size;
        return { name, range: new AddressRange(range.base, size) };
      }),
    );
  const reservations = memory.reservations.map(({ range }) => ({ name: '/memreserve/', range }));
  return [...regions, ...reservations, ...profile.firmwareRegions, ...profile.occupied];
}

/**
 * Why a board that was booted again with other pool sizes is not what was meant: a pool is not there or has another size
 * or place, another region came off worse, or it does not boot any more. `undefined` where all is well.
 */
export function spoiltBy(before: Analysis, after: Analysis, resized: readonly ResizedPool[]): string | undefined {
  if (before.boot.booted && !after.boot.booted) return 'the board does not boot with it';
  for (const { pool, size, path = '' } of resized) {
    const region = bootedRegion(after.boot, path);
    if (region?.range === undefined || region.state !== pool.allocator) {
      const why = region?.cause === undefined ? 'it is no pool any more' : causeText(region.cause);
      return `${pool.name} does not come out with ${sizeText(size)}: ${why}`;
    }
    if (region.range.size !== size) return `${pool.name} comes out with ${sizeText(region.range.size)}`;
  }
  const seen = new Set(resized.map(({ path }) => path));
  const worse = before.boot.regions.find(({ path, state, range }) => {
    if (seen.has(path)) return false;
    const region = bootedRegion(after.boot, path);
    return region?.state !== state || (range !== undefined && region.range === undefined);
  });
  return worse === undefined ? undefined : `${worse.name} would not be ${worse.state} any more`;
}
