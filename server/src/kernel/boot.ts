import { type CellCounts, numberBytes } from '../text/cells.ts';
import type { BehaviourName } from './behaviours/behaviours.ts';
import { activateAreas } from './cma/activate.ts';
import { usablePages } from './cma/areas.ts';
import { takeAtomicPools } from './cma/atomicPools.ts';
import { reserveDefaultArea, takeEarlyAllocations } from './cma/defaultArea.ts';
import { cmaMinimumAlignment } from './cma/minimumAlignment.ts';
import { type BootingRegion, type BootState, stop } from './early/bootState.ts';
import { attachFailureOf, warnOfRefusedRemap } from './early/coherentAttach.ts';
import { remapForCma } from './early/earlyFixups.ts';
import { checkLeastMemory } from './early/leastMemory.ts';
import { mapMemory } from './early/mapMemory.ts';
import { reserveSwiotlb } from './early/swiotlbReservation.ts';
import {
  addSystemMemory,
  bootargsOf,
  kernelImage,
  newMemblock,
  reserveLateOccupied,
  reserveOccupied,
} from './early/systemMemory.ts';
import { defaultAreaLimit, dmaZoneLimit } from './early/zones.ts';
import { registerHeaps } from './heaps/registry.ts';
import type { BootInput, FlatNode } from './input/bootInput.ts';
import { readCommandLine } from './input/commandLine.ts';
import { compatibleOf, hasProperty, rootCells } from './input/flatNode.ts';
import { behaves, type Kernel, kernelOf } from './input/kernel.ts';
import type { BootOutcome } from './outcome/bootOutcome.ts';
import type { BootStop } from './outcome/bootStop.ts';
import { KernelLog } from './outcome/kernelLog.ts';
import { diesOfFullMemblock, STATIC_TABLE_CAPACITY, scanEarly } from './reservedMemory/earlyScan.ts';
import { scanLate } from './reservedMemory/lateScan.ts';
import { driversOf } from './reservedMemory/regionDrivers.ts';
import { explainSharedMemory } from './reservedMemory/sharedMemory.ts';
import type { AddressRange } from './units/addressRange.ts';

/**
 * Boots a board's memory as the kernel of the profile would: RAM, reservations, regions, CMA areas and heaps, with the
 * messages that it prints on the way. Never throws: a profile that is no kernel, or a boot that is predicted to panic or
 * hang, is an outcome that is not `booted` and says why. `turnedOver` are behaviours that the kernel has other than its
 * version says.
 */
export function boot(input: BootInput, turnedOver: readonly BehaviourName[] = []): BootOutcome {
  const kernel = kernelOf(input.profile, bootargsOf({ input }), turnedOver);
  if ('kind' in kernel) return unbootable(input, { ...kernel, regions: [] });
  const state = newState(input, kernel);
  addSystemMemory(state);
  if (state.memblock.totalRam === 0n) return unbootable(input, { kind: 'no-memory', regions: [] });
  const systemMemory = state.memblock.ranges;
  reserveOccupied(state);
  scanEarly(state);
  checkMemblock(state);
  if (state.stopped === undefined) initialiseMemory(state);
  const swiotlb = state.stopped === undefined ? reserveSwiotlb(state) : undefined;
  if (state.stopped === undefined) runInitcalls(state);
  return outcomeOf(state, systemMemory, swiotlb);
}

function newState(input: BootInput, kernel: Kernel): BootState {
  const cells = rootCells(input.root);
  const children = [...firmwareNodes(input, cells), ...(input.reservedMemory?.children ?? [])];
  const reservedMemory =
    input.reservedMemory ?? (children.length > 0 ? { node: reservedMemoryNode(cells), children } : undefined);
  return {
    kernel,
    input: { ...input, reservedMemory },
    cells,
    log: new KernelLog(kernel),
    memblock: newMemblock(kernel),
    memoryCuts: [],
    lowmemEnd: 0n,
    regions: children.map(regionOf),
    table: [],
    tableCapacity: STATIC_TABLE_CAPACITY,
    cmaAreas: [],
    defaultCmaArea: undefined,
    defaultCmaAreaCause: undefined,
    coherentPools: [],
    globalCoherentPool: undefined,
    restrictedPools: [],
    earlyFixups: [],
    unmappedReleases: [],
    warned: new Set(),
    stopped: undefined,
  };
}

function regionOf(node: FlatNode, order: number): BootingRegion {
  return {
    node,
    name: node.name,
    path: node.path,
    compatible: compatibleOf(node),
    noMap: hasProperty(node, 'no-map'),
    reusable: hasProperty(node, 'reusable'),
    order,
    range: undefined,
    state: 'skipped',
    cause: undefined,
  };
}

/** Firmware's regions as the nodes that it adds: libfdt puts a new child in front of the others. */
function firmwareNodes(input: BootInput, cells: CellCounts): FlatNode[] {
  return input.profile.firmwareRegions.map(({ name, range, noMap }) => {
    const reg = new Uint8Array([...numberBytes(range.base, cells.address), ...numberBytes(range.size, cells.size)]);
    const properties = new Map<string, Uint8Array>([['reg', reg]]);
    if (noMap) properties.set('no-map', new Uint8Array());
    return { name, path: `/reserved-memory/${name}`, properties };
  });
}

/** The node that firmware makes where the tree has none. */
function reservedMemoryNode(cells: CellCounts): FlatNode {
  const properties = new Map<string, Uint8Array>([
    ['#address-cells', numberBytes(BigInt(cells.address), 1)],
    ['#size-cells', numberBytes(BigInt(cells.size), 1)],
    ['ranges', new Uint8Array()],
  ]);
  return { name: 'reserved-memory', path: '/reserved-memory', properties };
}

/** From the end of the early scan to the moment when the page allocator takes over. */
function initialiseMemory(state: BootState): void {
  const { kernel } = state;
  reserveLateOccupied(state);
  checkLeastMemory(state);
  if (state.stopped !== undefined) return;
  const reservesEarly =
    kernel.architecture === 'arm' ||
    (kernel.architecture === 'riscv' && !behaves(kernel, 'riscv-default-area-after-regions'));
  if (reservesEarly) reserveDefaultArea(state, defaultAreaLimit(state));
  mapMemory(state);
  if (state.stopped !== undefined) return;
  remapForCma(state);
  if (state.stopped !== undefined) return;
  scanLate(state);
  if (!reservesEarly) {
    takeEarlyAllocations(state);
    reserveDefaultArea(state, defaultAreaLimit(state));
  }
  checkReleasedMemory(state);
}

/** The initcalls that concern CMA and heaps, in their order. */
function runInitcalls(state: BootState): void {
  activateAreas(state);
  if (state.stopped !== undefined) return;
  setUpGlobalPool(state);
  takeAtomicPools(state);
  for (const pool of state.coherentPools) {
    const failure = attachFailureOf(state, pool);
    pool.attachFailure = failure;
    if (failure !== undefined) pool.region.cause ??= { kind: 'cannot-attach', failure };
  }
}

/** kernel/dma/coherent.c `dma_init_reserved_memory` (a core_initcall): the pool of `linux,dma-default`. */
function setUpGlobalPool(state: BootState): void {
  const pool = state.globalCoherentPool;
  if (pool === undefined) return;
  if (warnOfRefusedRemap(state, pool) === undefined) state.log.coherentDefaultSet(pool.region);
}

/** A full memblock is the end, sooner or later. */
function checkMemblock(state: BootState): void {
  const { overflow } = state.memblock;
  if (overflow === undefined || diesOfFullMemblock(state)) return;
  stop(state, { kind: 'memblock-full', regions: [], array: overflow, panics: false });
}

/** What a refused region gives back that was not its own, or that the linear map lacks. */
function checkReleasedMemory(state: BootState): void {
  const image = kernelImage(state);
  // 64 KiB pages come in blocks of 512 MiB; the one with the image is used last, and the boot survives its release.
  const isUsedAtOnce = state.kernel.pageSize !== 65536;
  for (const region of state.regions) {
    if (region.state !== 'released' || region.noMap || region.range === undefined || image === undefined) continue;
    if (isUsedAtOnce && region.range.overlaps(image)) {
      stop(state, { kind: 'image-released', regions: [region.path], region: region.name, image });
      return;
    }
  }
  // With 64 KiB pages the largest blocks, which begin where such memory lies, are used while the kernel still boots.
  const unmapped = state.unmappedReleases[0];
  if (unmapped !== undefined && state.kernel.pageSize === 65536) {
    const { range, region } = unmapped;
    stop(state, { kind: 'unmapped-release', regions: region === undefined ? [] : [region.path], range });
  }
}

function outcomeOf(
  state: BootState,
  systemMemory: readonly AddressRange[],
  swiotlb: BootOutcome['dma']['swiotlb'],
): BootOutcome {
  const { kernel, memblock } = state;
  const { heaps, lostHeaps } = state.stopped === undefined ? registerHeaps(state) : { heaps: [], lostHeaps: [] };
  explainSharedMemory(state);
  if (state.stopped !== undefined) {
    for (const region of state.regions) {
      const isUnasked = region.state === 'reserved' && driversOf(kernel, region).length > 0;
      if (region.state === 'skipped' || isUnasked) region.cause ??= { kind: 'boot-ended' };
    }
  }
  return {
    profile: state.input.profile,
    commandLine: kernel.commandLine,
    booted: state.stopped === undefined,
    stop: state.stopped,
    log: state.log.entries,
    regions: state.regions.map((region) => ({
      name: region.name,
      path: region.path,
      range: region.range,
      noMap: region.noMap,
      reusable: region.reusable,
      state: region.state,
      cause: region.cause,
    })),
    cmaAreas: state.cmaAreas.map(({ name, range, usedAtBoot, activated, basePredictable }) => ({
      name,
      range,
      pages: Number(range.size / kernel.pageBytes),
      usablePages: usablePages(range, memblock, kernel.pageBytes),
      usedAtBoot,
      activated,
      basePredictable,
    })),
    defaultCmaArea: state.defaultCmaArea === undefined ? undefined : state.cmaAreas.indexOf(state.defaultCmaArea),
    defaultCmaAreaCause: state.defaultCmaAreaCause,
    coherentPools: state.coherentPools.map(({ region, range, attachFailure }) => ({
      name: region.name,
      path: region.path,
      range,
      pages: Number(range.size / kernel.pageBytes),
      noMap: region.noMap,
      attachFailure,
    })),
    restrictedPools: state.restrictedPools.map(({ region, range }) => ({
      name: region.name,
      path: region.path,
      range,
    })),
    heaps,
    lostHeaps,
    pageSize: kernel.pageSize,
    cmaMinimumAlignment: cmaMinimumAlignment(kernel),
    systemMemory,
    memoryCuts: state.memoryCuts,
    lowmemEnd: state.lowmemEnd,
    memory: memblock.ranges,
    dma: { dmaZoneLimit: dmaZoneLimit(state), swiotlb },
  };
}

function unbootable(input: BootInput, stop: BootStop): BootOutcome {
  return {
    profile: input.profile,
    commandLine: readCommandLine(bootargsOf({ input })),
    booted: false,
    stop,
    log: [],
    regions: [],
    cmaAreas: [],
    defaultCmaArea: undefined,
    coherentPools: [],
    restrictedPools: [],
    heaps: [],
    lostHeaps: [],
    pageSize: 4096,
    cmaMinimumAlignment: 0n,
    systemMemory: [],
    memoryCuts: [],
    lowmemEnd: 0n,
    memory: [],
    dma: { dmaZoneLimit: 0xffff_ffffn, swiotlb: undefined },
  };
}
