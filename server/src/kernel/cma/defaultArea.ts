import type { BootState, CmaAreaState } from '../early/bootState.ts';
import { kernelImage } from '../early/systemMemory.ts';
import { linearMapTableBytes } from '../early/unmappedMemory.ts';
import { usualImagePlace } from '../early/usualImagePlace.ts';
import { behaves, type Kernel } from '../input/kernel.ts';
import type { DefaultAreaCause } from '../outcome/regionCause.ts';
import { PAGE_DESCRIPTOR } from '../pages/pageDescriptor.ts';
import { AddressRange } from '../units/addressRange.ts';
import { roundDown, roundUp } from '../units/rounding.ts';
import { addCmaArea, cmaAreaLimit } from './areas.ts';
import { cmaMinimumAlignment } from './minimumAlignment.ts';

const MIB = 1n << 20n;
const FOUR_GIB = 1n << 32n;

/**
 * kernel/dma/contiguous.c `dma_contiguous_reserve`: reserves the default area that the configuration or `cma=` asks
 * for, unless a region is the default already. `limit` is the end of what every device can reach.
 */
export function reserveDefaultArea(state: BootState, limit: bigint): void {
  const { kernel } = state;
  if (!kernel.configuration.isEnabled('CONFIG_DMA_CMA')) return;
  const argument = kernel.commandLine.cma;
  let size: bigint;
  let base = 0n;
  let selectedLimit = limit;
  let fixed = false;
  if (argument === undefined) {
    size = configuredSize(state);
  } else {
    size = argument.size;
    base = argument.base;
    if (argument.limit !== 0n) {
      const bounded = behaves(kernel, 'cma-limit-of-command-line-wins') || limit === 0n || argument.limit < limit;
      selectedLimit = bounded ? argument.limit : limit;
    }
    fixed = base + size === argument.limit;
  }
  if (size === 0n || state.defaultCmaArea !== undefined) return;
  state.defaultCmaArea = declareArea(state, { size, base, limit: selectedLimit, fixed });
  // Highmem is mapped on demand: only what lies below it is mapped anew.
  if (state.defaultCmaArea !== undefined)
    state.earlyFixups.push({ range: state.defaultCmaArea.range, region: undefined });
}

/** The size that CONFIG_CMA_SIZE_SEL_… selects, in bytes. */
function configuredSize(state: BootState): bigint {
  const { configuration, pageBytes } = state.kernel;
  const fixed = BigInt(Math.max(0, configuration.number('CONFIG_CMA_SIZE_MBYTES') ?? 0)) * MIB;
  const percent = BigInt(Math.max(0, Math.trunc(configuration.number('CONFIG_CMA_SIZE_PERCENTAGE') ?? 0)));
  const share = (((state.memblock.totalRam / pageBytes) * percent) / 100n) * pageBytes;
  switch (configuration.cmaSizeSelection) {
    case 'MBYTES':
      return fixed;
    case 'PERCENTAGE':
      return share;
    case 'MIN':
      return fixed < share ? fixed : share;
    case 'MAX':
      return fixed > share ? fixed : share;
  }
}

interface AreaRequest {
  readonly size: bigint;
  readonly base: bigint;
  readonly limit: bigint;
  readonly fixed: boolean;
}

/** mm/cma.c `cma_declare_contiguous_nid`: finds a place, reserves it and makes it the area `reserved`. */
function declareArea(state: BootState, request: AreaRequest): CmaAreaState | undefined {
  const { kernel, log, memblock } = state;
  const alignment = cmaMinimumAlignment(kernel);
  const size = roundUp(request.size, alignment);
  const base = roundUp(request.base, alignment);
  const fixed = request.fixed && base !== 0n;
  const namedSize = behaves(kernel, 'cma-messages-name-requested-size') ? request.size : size;
  const failed = (cause: DefaultAreaCause): undefined => {
    log.cmaNotReserved(namedSize);
    state.defaultCmaAreaCause = cause;
  };
  const areaLimit = cmaAreaLimit(kernel);
  if (state.cmaAreas.length >= areaLimit) {
    log.noCmaSlots(undefined);
    if (behaves(kernel, 'cma-slots-exhausted-is-a-failure')) log.cmaNotReserved(namedSize);
    state.defaultCmaAreaCause = { kind: 'cma-slots-full', limit: areaLimit };
    return undefined;
  }
  if (request.fixed && base !== request.base) {
    log.cmaBaseMisaligned(request.base, alignment);
    return failed({ kind: 'misaligned', base: request.base, alignment });
  }
  if (fixed && base < state.lowmemEnd && base + size > state.lowmemEnd) {
    log.cmaAcrossHighmem(base, state.lowmemEnd);
    return failed({ kind: 'crosses-lowmem', edge: state.lowmemEnd });
  }
  let limit = roundDown(request.limit, alignment);
  const endOfRam = memblock.endOfRam;
  if (limit === 0n || limit > endOfRam) limit = endOfRam;
  if (base + size > limit) {
    log.cmaExceedsLimit(size, base, limit);
    return failed({ kind: 'beyond-limit', base, size, limit });
  }
  const place = fixed ? reserveFixed(state, base, size) : findPlace(state, base, size, limit, alignment);
  if (place === undefined) {
    return failed(
      fixed
        ? { kind: 'reserved-before', range: new AddressRange(base, size) }
        : { kind: 'no-place', size, base, limit },
    );
  }
  const range = new AddressRange(place, size);
  // Before arm64 places the area its own page tables and memory map have come from the same memory.
  const area = addCmaArea(state, 'reserved', range, {
    region: undefined,
    basePredictable: fixed,
  });
  if ('kind' in area) {
    memblock.free(place, size);
    return failed(area);
  }
  log.cmaReserved(place, namedSize);
  return area;
}

function reserveFixed(state: BootState, base: bigint, size: bigint): bigint | undefined {
  const { memblock } = state;
  return !memblock.isReserved(base, size) && memblock.reserve(base, size) ? base : undefined;
}

/**
 * Above 4 GiB from the bottom, else in highmem, else from the top of what every device reaches. Where the profile does
 * not say where the image lies, the area does not take the memory that every arm kernel covers.
 */
function findPlace(state: BootState, base: bigint, size: bigint, limit: bigint, alignment: bigint): bigint | undefined {
  const { kernel, memblock } = state;
  const place = findFree(state, base, size, limit, alignment);
  if (place === undefined || kernelImage(state) !== undefined) return place;
  const image = usualImagePlace(kernel.architecture, memblock.startOfRam);
  if (image === undefined || !image.overlaps(new AddressRange(place, size))) return place;
  memblock.free(place, size);
  if (memblock.isReserved(image.base, image.size) || !memblock.reserve(image.base, image.size)) return undefined;
  const other = findFree(state, base, size, limit, alignment);
  memblock.free(image.base, image.size);
  return other;
}

function findFree(state: BootState, base: bigint, size: bigint, limit: bigint, alignment: bigint): bigint | undefined {
  const { kernel, memblock } = state;
  const is64Bit = kernel.addressMask > 0xffff_ffffn;
  const roomBound = behaves(kernel, 'cma-above-4g-by-limit') ? limit : memblock.endOfRam;
  let place: bigint | undefined;
  if (is64Bit && behaves(kernel, 'cma-above-4g-first') && roomBound >= FOUR_GIB + size) {
    place = memblock.allocate(size, alignment, FOUR_GIB, limit, 'bottom-up', kernel.pageBytes);
  }
  if (place === undefined && base < state.lowmemEnd && limit > state.lowmemEnd) {
    place = memblock.allocate(size, alignment, state.lowmemEnd, limit, 'top-down', kernel.pageBytes);
    limit = state.lowmemEnd;
  }
  return place ?? memblock.allocate(size, alignment, base, limit, 'top-down', kernel.pageBytes);
}

/**
 * What the kernel takes for itself from the top of RAM before arm64 and riscv place the default area: page tables of
 * the linear map, the unflattened tree, and in older kernels the memory map. An estimate; it is why the area's base
 * is not predictable.
 */
export function takeEarlyAllocations(state: BootState): void {
  const { kernel, memblock } = state;
  const sizes = [1n * MIB];
  if (kernel.architecture === 'arm64') {
    if (takesMemoryMapEarly(kernel)) {
      sizes.push((memblock.totalRam / kernel.pageBytes) * PAGE_DESCRIPTOR);
    } else {
      sizes.push(linearMapTableBytes(memblock, kernel.pageBytes));
    }
  }
  for (const size of sizes) {
    if (size > 0n) memblock.allocate(size, kernel.pageBytes, 0n, 0n, 'top-down', kernel.pageBytes);
  }
}

/** Whether the memory map is among what the kernel takes before it places the default area. */
export function takesMemoryMapEarly(kernel: Kernel): boolean {
  return kernel.architecture === 'arm64' && behaves(kernel, 'memory-map-before-default-area');
}
