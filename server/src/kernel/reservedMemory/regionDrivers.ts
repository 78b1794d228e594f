import type { BehaviourName } from '../behaviours/behaviours.ts';
import { addCmaArea } from '../cma/areas.ts';
import { cmaMinimumAlignment } from '../cma/minimumAlignment.ts';
import type { BootingRegion, BootState } from '../early/bootState.ts';
import { occupierOf } from '../early/systemMemory.ts';
import { hasCoherentHeaps, rememberedCoherentPools } from '../heaps/coherentProposal.ts';
import { hasProperty } from '../input/flatNode.ts';
import { behaves, type Kernel } from '../input/kernel.ts';
import type { DriverRefusal, RefusedMemory, RegionCause } from '../outcome/regionCause.ts';
import type { AddressRange } from '../units/addressRange.ts';

/** What a driver's set-up says: it took the region, or why not; `isMine` is false for a region that another one may want. */
type Verdict = 'taken' | { readonly refusal: DriverRefusal; readonly isMine: boolean };

interface RegionDriver {
  readonly compatible: string;
  /** The option that compiles it in. */
  readonly option: string;
  /** The kernels that have it; absent where all do. */
  readonly behaviour?: BehaviourName;
  setUp(state: BootState, region: BootingRegion, range: AddressRange): Verdict;
}

/** `__reservedmem_of_table`, in link order: kernel/dma/contiguous.c, coherent.c, swiotlb.c. */
const DRIVERS: readonly RegionDriver[] = [
  { compatible: 'shared-dma-pool', option: 'CONFIG_DMA_CMA', setUp: setUpCma },
  { compatible: 'shared-dma-pool', option: 'CONFIG_DMA_DECLARE_COHERENT', setUp: setUpCoherent },
  {
    compatible: 'restricted-dma-pool',
    option: 'CONFIG_DMA_RESTRICTED_POOL',
    behaviour: 'restricted-pools',
    setUp: setUpRestricted,
  },
];

/** The verdict on a region that its driver takes for its own, and refuses. */
function refused(refusal: DriverRefusal): Verdict {
  return { refusal, isMine: true };
}

/** The verdict on a region that a driver leaves to others. */
function unwanted(refusal: DriverRefusal): Verdict {
  return { refusal, isMine: false };
}

/** kernel/dma/contiguous.c `rmem_cma_setup`. */
function setUpCma(state: BootState, region: BootingRegion, range: AddressRange): Verdict {
  const { kernel, log } = state;
  const isDefault = hasProperty(region.node, 'linux,cma-default');
  const overridden = isDefault && kernel.commandLine.cma !== undefined;
  const skipsEarly = behaves(kernel, 'cma-command-line-skips-early');
  if (overridden && !skipsEarly) {
    log.bypassingDefaultNode(region);
    // Looked at before anything else, on nodes that would be coherent pools too.
    return { refusal: { kind: 'bypassed-by-cma' }, isMine: region.reusable && !region.noMap };
  }
  if (!region.reusable) return unwanted({ kind: 'not-reusable' });
  if (region.noMap) return unwanted({ kind: 'reusable-and-no-map' });
  if (overridden && behaves(kernel, 'region-drivers-declare-nodes')) {
    log.skippingDefaultNode(region);
    return refused({ kind: 'bypassed-by-cma' });
  }
  const alignment = cmaMinimumAlignment(kernel);
  if (((range.base | range.size) & (alignment - 1n)) !== 0n) {
    log.misalignedCma(region);
    const base = (range.base & (alignment - 1n)) === 0n ? undefined : range.base;
    return refused({ kind: 'misaligned', base, size: range.size, alignment });
  }
  const area = addCmaArea(state, region.name, range, { region, basePredictable: true });
  if ('kind' in area) {
    log.cmaNotSetUp(region);
    return refused(area);
  }
  if (isDefault) {
    const previous = state.defaultCmaArea?.region;
    if (previous !== undefined) {
      previous.cause ??= { kind: 'not-default-area', winner: { name: region.name, path: region.path } };
    }
    state.defaultCmaArea = area;
  }
  if (behaves(kernel, 'regions-initialised-by-address')) state.earlyFixups.push({ range, region });
  log.cmaCreated(region, range);
  region.state = 'cma';
  return 'taken';
}

/** kernel/dma/coherent.c `rmem_dma_setup`. */
function setUpCoherent(state: BootState, region: BootingRegion, range: AddressRange): Verdict {
  const { kernel, log } = state;
  if (region.reusable) return unwanted({ kind: 'reusable-coherent-pool' });
  if (kernel.architecture === 'arm' && !region.noMap) {
    log.coherentNeedsNoMap(region);
    return refused({ kind: 'coherent-pool-mapped' });
  }
  if (kernel.configuration.isEnabled('CONFIG_DMA_GLOBAL_POOL') && hasProperty(region.node, 'linux,dma-default')) {
    if (state.globalCoherentPool !== undefined) log.coherentRedefined(region);
    state.globalCoherentPool = { region, range };
  }
  log.coherentCreated(region, range);
  rememberForHeap(state, region);
  region.state = 'coherent';
  state.coherentPools.push({ region, range, attachFailure: undefined });
  return 'taken';
}

/**
 * The postings of the coherent heap keep the pools in a list of fixed size until memory can be allocated
 * (`dma_heap_coherent_register` of the first, `rmem_coherent_insert_area` of the later ones). One too many stays a pool.
 */
function rememberForHeap({ kernel, log, coherentPools }: BootState, region: BootingRegion): void {
  if (!hasCoherentHeaps(kernel) || coherentPools.length < rememberedCoherentPools(kernel)) return;
  log.coherentListFull(region);
}

/** The properties with which a restricted pool is refused, in the order in which they are looked for. */
export const RESTRICTED_POOL_FORBIDS = ['reusable', 'linux,cma-default', 'linux,dma-default', 'no-map'] as const;

/** kernel/dma/swiotlb.c `rmem_swiotlb_setup`. */
function setUpRestricted(state: BootState, region: BootingRegion, range: AddressRange): Verdict {
  for (const property of RESTRICTED_POOL_FORBIDS) {
    if (hasProperty(region.node, property)) return refused({ kind: 'restricted-pool-forbids', property });
  }
  // Its own message goes out under "software IO TLB", not among those of reserved memory.
  region.state = 'restricted';
  state.restrictedPools.push({ region, range });
  return 'taken';
}

/** The drivers that a kernel has for a region, in the order in which they are asked. */
export function driversOf(kernel: Kernel, { compatible }: BootingRegion): readonly RegionDriver[] {
  return DRIVERS.filter(
    (driver) =>
      compatible.includes(driver.compatible) &&
      kernel.configuration.isEnabled(driver.option) &&
      (driver.behaviour === undefined || behaves(kernel, driver.behaviour)),
  );
}

/**
 * drivers/of/of_reserved_mem.c `__reserved_mem_init_node`: every driver whose compatible fits is asked until one takes the
 * region. Since drivers can say that a region is not theirs, an error ends the asking; before, that is an error as well.
 * Answers why the region is refused: in the words of the driver whose region it is, else of the first that was asked.
 */
function askDrivers(
  state: BootState,
  region: BootingRegion,
  range: AddressRange,
): 'taken' | 'unclaimed' | DriverRefusal {
  const { kernel, log } = state;
  const declares = behaves(kernel, 'region-drivers-declare-nodes');
  let foreign: DriverRefusal | undefined;
  let own: DriverRefusal | undefined;
  for (const driver of driversOf(kernel, region)) {
    const verdict = driver.setUp(state, region, range);
    if (verdict === 'taken') {
      log.nodeInitialised(region, driver.compatible);
      return 'taken';
    }
    if (verdict.isMine) own ??= verdict.refusal;
    else if (!declares) foreign ??= verdict.refusal;
    if (declares && own !== undefined) break;
  }
  if (own === undefined && foreign !== undefined) return absentDriver(state, region) ?? foreign;
  return own ?? foreign ?? 'unclaimed';
}

/**
 * `fdt_init_reserved_mem_node`: lets a driver take the region, and keeps it as a plain reservation where none wants it.
 * A refused region is given back whole, whoever else had reserved a part of it. Returns whether the table keeps it.
 */
export function initialiseRegion(state: BootState, region: BootingRegion, range: AddressRange): boolean {
  const { log, kernel } = state;
  region.range = range;
  region.state = 'reserved';
  const verdict = askDrivers(state, region, range);
  if (verdict === 'taken' || verdict === 'unclaimed') {
    log.regionKept(region, range);
    // The scan keeps a region in its table whether or not its memory could be reserved.
    if (verdict === 'unclaimed' && isUnreserved(region.cause)) region.state = 'failed';
    if (verdict === 'unclaimed' && !isDecisive(region.cause)) region.cause = whyUnused(state, region) ?? region.cause;
    return true;
  }
  log.matchingFailed(region);
  const memory = giveBack(state, region, range);
  region.state = memory.fate === 'kept' ? 'reserved' : 'released';
  region.cause = { ...verdict, memory };
  return !behaves(kernel, 'region-drivers-declare-nodes');
}

/** What becomes of the memory of a region that its driver refused. */
function giveBack(state: BootState, region: BootingRegion, range: AddressRange): RefusedMemory {
  const { memblock, kernel } = state;
  if (!region.noMap) {
    memblock.free(range.base, range.size);
    return { fate: 'released', unmapped: false, victim: occupierOf(state, range) };
  }
  const isRam = memblock.overlapsMemory(range.base, range.size);
  if (behaves(kernel, 'no-map-removes-memory')) {
    memblock.free(range.base, range.size);
    memblock.addMemory(range.base, range.size);
  } else {
    memblock.clearNoMap(range.base, range.size);
    // What was placed is reserved besides, and stays so; what has a reg is not.
    if (memblock.isWhollyReserved(range.base, range.size)) {
      return { fate: 'kept', unmapped: false, victim: undefined };
    }
  }
  // Once the linear map is made, memory that it skipped is handed out without a mapping.
  const unmapped = isRam && !behaves(kernel, 'regions-initialised-by-address');
  if (unmapped) state.unmappedReleases.push({ range, region });
  return { fate: 'released', unmapped, victim: undefined };
}

/** Whether nothing is reserved for a region. */
function isUnreserved(cause: RegionCause | undefined): boolean {
  return cause?.kind === 'reserved-before' || cause?.kind === 'memblock-full';
}

/** Whether a cause found so far keeps a region from being used; the rest is about a part of what its node says. */
function isDecisive(cause: RegionCause | undefined): boolean {
  if (cause?.kind === 'several-ranges') return !cause.used;
  return cause !== undefined && !(cause.kind === 'malformed-ranges' && cause.ignored);
}

/** That a pool is refused because the driver it is meant for is not compiled in; `undefined` for others. */
function absentDriver({ kernel }: BootState, region: BootingRegion): DriverRefusal | undefined {
  if (!region.compatible.includes('shared-dma-pool') || (region.reusable && region.noMap)) return undefined;
  const option = region.reusable ? 'CONFIG_DMA_CMA' : 'CONFIG_DMA_DECLARE_COHERENT';
  return kernel.configuration.isEnabled(option) ? undefined : { kind: 'driver-not-configured', option };
}

/** Why a region that asks for a driver is kept without one; `undefined` for a plain carve-out. */
function whyUnused({ kernel }: BootState, region: BootingRegion): RegionCause | undefined {
  if (region.compatible.includes('restricted-dma-pool')) {
    return behaves(kernel, 'restricted-pools')
      ? { kind: 'driver-not-configured', option: 'CONFIG_DMA_RESTRICTED_POOL' }
      : { kind: 'driver-unknown', compatible: 'restricted-dma-pool' };
  }
  if (region.compatible.includes('shared-dma-pool')) {
    if (region.reusable && region.noMap) return { kind: 'reusable-and-no-map' };
    const cma = region.reusable && !kernel.configuration.isEnabled('CONFIG_DMA_CMA');
    return { kind: 'driver-not-configured', option: cma ? 'CONFIG_DMA_CMA' : 'CONFIG_DMA_DECLARE_COHERENT' };
  }
  return region.reusable ? { kind: 'reusable-without-pool' } : undefined;
}

/**
 * `fdt_validate_reserved_mem_node`, and the check that came before it: whether a node is skipped before anything is
 * reserved for it, because `cma=` takes the place of `linux,cma-default`. Each call prints its line again.
 */
export function isSkippedForCommandLine(state: BootState, region: BootingRegion, pass: 'early' | 'late'): boolean {
  const { kernel, log } = state;
  if (!behaves(kernel, 'cma-command-line-skips-early') || kernel.commandLine.cma === undefined) return false;
  if (!hasProperty(region.node, 'linux,cma-default') || !kernel.configuration.isEnabled('CONFIG_DMA_CMA')) return false;
  if (behaves(kernel, 'cma-command-line-skips-any-node')) {
    if (pass === 'early') log.skippingDefaultNode(region);
  } else {
    if (!region.compatible.includes('shared-dma-pool') || !region.reusable || region.noMap) return false;
    log.skippingDefaultNode(region);
  }
  region.state = 'skipped';
  region.cause = { kind: 'bypassed-by-cma' };
  return true;
}

/** Whether a node's memory is prepared and aligned as CMA memory before a driver has looked at it. */
export function isPreparedForCma(kernel: Kernel, region: BootingRegion): boolean {
  if (!region.compatible.includes('shared-dma-pool') || !region.reusable) return false;
  return (
    !behaves(kernel, 'region-drivers-declare-nodes') ||
    (!region.noMap && kernel.configuration.isEnabled('CONFIG_DMA_CMA'))
  );
}
