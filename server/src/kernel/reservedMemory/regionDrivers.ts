import type { BehaviourName } from '../behaviours/behaviours.ts';
import { addCmaArea } from '../cma/areas.ts';
import { cmaMinimumAlignment } from '../cma/minimumAlignment.ts';
import { hasCoherentHeaps, rememberedCoherentPools } from '../heaps/coherentProposal.ts';
import { hasProperty } from '../input/flatNode.ts';
import { behaves, type Kernel } from '../input/kernel.ts';
import type { BootState, Region } from '../outcome/bootState.ts';
import type { AddressRange } from '../units/addressRange.ts';
import { formatRange, formatSize } from '../units/formatBytes.ts';

/** What a driver's set-up says: it took the region, it is none of its business, or an error. */
type Verdict = 'taken' | 'not-mine' | { readonly refused: string };

interface RegionDriver {
  readonly compatible: string;
  /** The option that compiles it in. */
  readonly option: string;
  /** The kernels that have it; absent where all do. */
  readonly behaviour?: BehaviourName;
  setUp(state: BootState, region: Region, range: AddressRange): Verdict;
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

/** A verdict for a node that a driver does not want: an error until drivers could say "not mine". */
function unwanted(kernel: Kernel, refused: string): Verdict {
  return behaves(kernel, 'region-drivers-declare-nodes') ? 'not-mine' : { refused };
}

/** kernel/dma/contiguous.c `rmem_cma_setup`. */
function setUpCma(state: BootState, region: Region, range: AddressRange): Verdict {
  const { kernel, log } = state;
  const isDefault = hasProperty(region.node, 'linux,cma-default');
  const overridden = isDefault && kernel.commandLine.cma !== undefined;
  const skipsEarly = behaves(kernel, 'cma-command-line-skips-early');
  if (overridden && !skipsEarly) {
    log.bypassingDefaultNode(region.name);
    return { refused: 'cma= on the command line takes the place of the linux,cma-default node' };
  }
  if (!region.reusable) return unwanted(kernel, 'it is not reusable, and only reusable regions become CMA areas');
  if (region.noMap) return unwanted(kernel, 'it is both reusable and no-map, and no-map memory cannot be reused');
  if (overridden && behaves(kernel, 'region-drivers-declare-nodes')) {
    log.skippingDefaultNode();
    return { refused: 'cma= on the command line takes the place of the linux,cma-default node' };
  }
  const alignment = cmaMinimumAlignment(kernel);
  if (((range.base | range.size) & (alignment - 1n)) !== 0n) {
    log.misalignedCma();
    const wrong =
      (range.base & (alignment - 1n)) !== 0n ? `base 0x${range.base.toString(16)}` : `size ${formatSize(range.size)}`;
    return { refused: `its ${wrong} is no multiple of ${formatSize(alignment)}, this kernel's CMA alignment` };
  }
  const area = addCmaArea(state, region.name, range, { region, basePredictable: true });
  if (typeof area === 'string') {
    log.cmaNotSetUp();
    return { refused: area };
  }
  if (isDefault) {
    const previous = state.defaultCmaArea?.region;
    if (previous !== undefined) {
      previous.reason ??= `it is not the default area: ${region.name} is initialised after it and takes its place`;
    }
    state.defaultCmaArea = area;
  }
  if (behaves(kernel, 'regions-initialised-by-address')) state.earlyFixups.push(range);
  log.cmaCreated(range);
  region.state = 'cma';
  return 'taken';
}

/** kernel/dma/coherent.c `rmem_dma_setup`. */
function setUpCoherent(state: BootState, region: Region, range: AddressRange): Verdict {
  const { kernel, log } = state;
  if (region.reusable) return unwanted(kernel, 'it is reusable, and a coherent pool must not be');
  if (kernel.architecture === 'arm' && !region.noMap) {
    log.coherentNeedsNoMap();
    return { refused: 'on arm a coherent pool needs no-map' };
  }
  if (kernel.configuration.isEnabled('CONFIG_DMA_GLOBAL_POOL') && hasProperty(region.node, 'linux,dma-default')) {
    if (state.globalCoherentPool !== undefined) log.coherentRedefined();
    state.globalCoherentPool = range;
  }
  log.coherentCreated(range);
  rememberForHeap(state, region);
  region.state = 'coherent';
  state.coherentPools.push({ region, range, attachFailure: undefined });
  return 'taken';
}

/**
 * The postings of the coherent heap keep the pools in a list of fixed size until memory can be allocated
 * (`dma_heap_coherent_register` of the first, `rmem_coherent_insert_area` of the later ones). One too many stays a pool.
 */
function rememberForHeap({ kernel, log, coherentPools }: BootState, region: Region): void {
  if (!hasCoherentHeaps(kernel) || coherentPools.length < rememberedCoherentPools(kernel)) return;
  log.print(`Deferred heap areas list full, dropping ${region.name}`);
  const failed = kernel.patches.has('coherent-heap-v1') ? 'register coherent heap' : 'store coherent area';
  log.print(`Reserved memory: failed to ${failed} for ${region.name} (-22)`);
}

/** kernel/dma/swiotlb.c `rmem_swiotlb_setup`. */
function setUpRestricted(state: BootState, region: Region, range: AddressRange): Verdict {
  for (const property of ['reusable', 'linux,cma-default', 'linux,dma-default', 'no-map']) {
    if (hasProperty(region.node, property)) return { refused: `a restricted-dma-pool must not be ${property}` };
  }
  // Its own message goes out under "software IO TLB", not among those of reserved memory.
  region.state = 'restricted';
  state.restrictedPools.push({ region, range });
  return 'taken';
}

/**
 * drivers/of/of_reserved_mem.c `__reserved_mem_init_node`: every driver whose compatible fits is asked until one takes
 * the region; since drivers can say "not mine", an error ends the asking.
 */
function askDrivers(state: BootState, region: Region, range: AddressRange): Verdict {
  const stopsAtError = behaves(state.kernel, 'region-drivers-declare-nodes');
  let verdict: Verdict = 'not-mine';
  const refusals: string[] = [];
  for (const driver of DRIVERS) {
    if (!state.kernel.configuration.isEnabled(driver.option)) continue;
    if (driver.behaviour !== undefined && !behaves(state.kernel, driver.behaviour)) continue;
    if (!region.compatible.includes(driver.compatible)) continue;
    verdict = driver.setUp(state, region, range);
    if (verdict === 'taken') {
      state.log.nodeInitialised(region.name, driver.compatible);
      return verdict;
    }
    if (verdict === 'not-mine') continue;
    refusals.push(verdict.refused);
    if (stopsAtError) break;
  }
  // The first refusal names the cause: later drivers refuse because the first one's region is not theirs.
  const first = refusals[0];
  return verdict === 'not-mine' || first === undefined ? verdict : { refused: first };
}

/**
 * `fdt_init_reserved_mem_node`: lets a driver take the region, and keeps it as a plain reservation where none wants it.
 * A refused region is given back whole, whoever else had reserved a part of it. Returns whether the table keeps it.
 */
export function initialiseRegion(state: BootState, region: Region, range: AddressRange): boolean {
  const { log, memblock, kernel } = state;
  region.range = range;
  region.state = 'reserved';
  const verdict = askDrivers(state, region, range);
  if (verdict === 'taken' || verdict === 'not-mine') {
    log.regionKept(region.name, range, region.noMap, region.reusable);
    if (verdict === 'not-mine') region.reason ??= whyUnused(state, region);
    return true;
  }
  log.matchingFailed(region.name);
  region.state = 'released';
  region.reason = `${verdict.refused}; its memory goes back to the page allocator`;
  if (region.noMap) {
    const isRam = memblock.overlapsMemory(range.base, range.size);
    if (behaves(kernel, 'no-map-removes-memory')) {
      memblock.free(range.base, range.size);
      memblock.addMemory(range.base, range.size);
    } else {
      memblock.clearNoMap(range.base, range.size);
      // What was placed is reserved besides, and stays so; what has a reg is not.
      if (memblock.isWhollyReserved(range.base, range.size)) {
        region.state = 'reserved';
        region.reason = `${verdict.refused}; its memory stays set aside and unused`;
        return !behaves(kernel, 'region-drivers-declare-nodes');
      }
    }
    // Once the linear map is made, memory that it skipped is handed out without a mapping.
    if (isRam && !behaves(kernel, 'regions-initialised-by-address')) {
      state.unmappedReleases.push(range);
      region.reason += ', which has no mapping for it: the first use panics';
    }
  } else {
    memblock.free(range.base, range.size);
    const victim = state.input.profile.occupied.find((occupied) => occupied.range.overlaps(range));
    if (victim !== undefined)
      region.reason += `, and with it that of the ${victim.name} (${formatRange(victim.range)})`;
  }
  return !behaves(kernel, 'region-drivers-declare-nodes');
}

/** Why a region that asks for a driver is kept without one; `undefined` for a plain carve-out. */
function whyUnused(state: BootState, region: Region): string | undefined {
  const { configuration } = state.kernel;
  if (region.compatible.includes('restricted-dma-pool')) {
    return behaves(state.kernel, 'restricted-pools')
      ? 'this kernel has no CONFIG_DMA_RESTRICTED_POOL: the memory is set aside and unused'
      : 'this kernel knows no restricted-dma-pool: the memory is set aside and unused';
  }
  if (region.compatible.includes('shared-dma-pool')) {
    if (region.reusable && region.noMap) {
      return 'it is both reusable and no-map: no driver takes it, the memory is set aside and unused';
    }
    if (region.reusable && !configuration.isEnabled('CONFIG_DMA_CMA')) {
      return 'this kernel has no CONFIG_DMA_CMA: the memory is set aside and unused';
    }
    return 'this kernel has no CONFIG_DMA_DECLARE_COHERENT: the memory is set aside and unused';
  }
  if (region.reusable)
    return 'it is reusable but not compatible with shared-dma-pool: the memory is set aside and unused';
  return undefined;
}

/**
 * `fdt_validate_reserved_mem_node`, and the check that came before it: whether a node is skipped before anything is
 * reserved for it, because `cma=` takes the place of `linux,cma-default`. Each call prints its line again.
 */
export function isSkippedForCommandLine(state: BootState, region: Region, pass: 'early' | 'late'): boolean {
  const { kernel, log } = state;
  if (!behaves(kernel, 'cma-command-line-skips-early') || kernel.commandLine.cma === undefined) return false;
  if (!hasProperty(region.node, 'linux,cma-default') || !kernel.configuration.isEnabled('CONFIG_DMA_CMA')) return false;
  if (behaves(kernel, 'cma-command-line-skips-any-node')) {
    if (pass === 'early') log.skippingDefaultNode();
  } else {
    if (!region.compatible.includes('shared-dma-pool') || !region.reusable || region.noMap) return false;
    log.skippingDefaultNode();
  }
  region.state = 'skipped';
  region.reason = 'cma= on the command line takes the place of the linux,cma-default node';
  return true;
}

/** Whether a node's memory is prepared and aligned as CMA memory before a driver has looked at it. */
export function isPreparedForCma(kernel: Kernel, region: Region): boolean {
  if (!region.compatible.includes('shared-dma-pool') || !region.reusable) return false;
  return (
    !behaves(kernel, 'region-drivers-declare-nodes') ||
    (!region.noMap && kernel.configuration.isEnabled('CONFIG_DMA_CMA'))
  );
}
