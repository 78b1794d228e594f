import type { BootingRegion, BootState, CmaAreaState } from '../early/bootState.ts';
import { warnOfRefusedRemap } from '../early/coherentAttach.ts';
import { behaves } from '../input/kernel.ts';
import type { Heap, HeapAllocator, LostHeap } from '../outcome/bootOutcome.ts';
import type { MissingHeap } from '../outcome/regionCause.ts';
import { hasCoherentHeaps, rememberedCoherentPools } from './coherentProposal.ts';

const EBUSY = 16;
const EEXIST = 17;
const EINVAL = 22;
/** `NUM_HEAP_MINORS`. */
const MINORS = 128;
/** `DMA_BIT_MASK(32)` of drivers/base/platform.c `setup_pdev_dma_masks`. */
const DEFAULT_DMA_MASK = 0xffff_ffffn;
/** The name that the default area has had since 6.17. */
const DEFAULT_HEAP = 'default_cma_region';

/** drivers/dma-buf/dma-heap.c: the names below `/dev/dma_heap`, each once, each with a minor number. */
class HeapRegistry {
  readonly heaps: Heap[] = [];
  readonly lost: LostHeap[] = [];
  readonly #names = new Set<string>();
  readonly #state: BootState;

  constructor(state: BootState) {
    this.#state = state;
  }

  /**
   * `dma_heap_add`: 0, or the error that kept the heap of a region (`owner`) out. Of two heaps of one name the first
   * stays; the second fails when its device is created, which prints a trace, or in older kernels when the list is searched.
   */
  add(owner: BootingRegion | undefined, name: string, allocator: HeapAllocator, backing: number | undefined): number {
    const refused = this.#refusal(owner, name);
    if (refused === undefined) {
      this.#names.add(name);
      this.heaps.push({ name, allocator, backing, minor: this.heaps.length });
      return 0;
    }
    this.lost.push({ name, allocator, backing, cause: refused.why });
    if (owner !== undefined) owner.cause ??= { kind: 'no-heap', ...refused.why };
    return refused.error;
  }

  #refusal(owner: BootingRegion | undefined, name: string): { error: number; why: MissingHeap } | undefined {
    const { kernel, log } = this.#state;
    if (name === '') {
      log.heaps.nameEmpty(owner);
      return { error: -EINVAL, why: { obstacle: 'name-empty' } };
    }
    if (behaves(kernel, 'heap-duplicate-checked-by-list') && this.#names.has(name)) {
      log.heaps.nameListed(owner, name);
      return { error: -EINVAL, why: { obstacle: 'name-taken', name } };
    }
    if (this.heaps.length >= MINORS) {
      log.heaps.minorsFull(owner, name);
      return { error: -EBUSY, why: { obstacle: 'minors-full', limit: MINORS } };
    }
    if (!this.#names.has(name)) return undefined;
    log.heaps.nameTaken(owner, name, this.#registersDevices() ? 'add' : 'create');
    return { error: -EEXIST, why: { obstacle: 'name-taken', name } };
  }

  /** Whether a patch splits creation from registration (`dma_heap_create`, `dma_heap_register`). */
  #registersDevices(): boolean {
    const { patches } = this.#state.kernel;
    return (
      patches.has('coherent-heap-v2') || patches.has('coherent-heap-v3') || patches.has('coherent-heap-no-map-aware')
    );
  }
}

/** Registers all heaps in the order of the initcalls: system, CMA, and what the patches add. */
export function registerHeaps(state: BootState): { heaps: readonly Heap[]; lostHeaps: readonly LostHeap[] } {
  const { configuration, patches } = state.kernel;
  const registry = new HeapRegistry(state);
  const registered = { heaps: registry.heaps, lostHeaps: registry.lost };
  if (!configuration.isEnabled('CONFIG_DMABUF_HEAPS')) return registered;
  if (configuration.isEnabled('CONFIG_DMABUF_HEAPS_SYSTEM')) registry.add(undefined, 'system', 'system', undefined);
  if (configuration.isEnabled('CONFIG_DMABUF_HEAPS_CMA')) addCmaHeaps(state, registry);
  if (!hasCoherentHeaps(state.kernel)) return registered;
  if (patches.has('coherent-heap-v1')) addDeferredCoherentHeaps(state, registry);
  else addCoherentHeaps(state, registry);
  return registered;
}

/** drivers/dma-buf/heaps/cma_heap.c of the kernel's version. */
function addCmaHeaps(state: BootState, registry: HeapRegistry): void {
  const { kernel, log, cmaAreas } = state;
  const add = (name: string, area: CmaAreaState) => registry.add(area.region, name, 'cma', cmaAreas.indexOf(area));
  if (kernel.patches.has('cma-heap-v6')) {
    for (const area of cmaAreas) add(area.name, area);
    return;
  }
  const area = state.defaultCmaArea;
  if (area !== undefined && behaves(kernel, 'heap-of-default-area')) add(area.name, area);
  if (area !== undefined && behaves(kernel, 'heap-default-cma-region')) {
    if (add(DEFAULT_HEAP, area) !== 0) return;
    if (behaves(kernel, 'heap-legacy-name') && kernel.configuration.isEnabled('CONFIG_DMABUF_HEAPS_CMA_LEGACY')) {
      if (area.name === DEFAULT_HEAP) {
        log.heaps.legacySkipped(area.region, area.name);
      } else {
        const error = add(area.name, area);
        if (error !== 0) log.heaps.legacyNotAdded(area.region, area.name, error);
      }
    }
  }
  if (!behaves(kernel, 'heap-for-each-region')) return;
  for (const each of cmaAreas) {
    if (add(each.name, each) !== 0) log.heaps.cmaNotAdded(each.region, each.name);
  }
}

/**
 * The proposed coherent heap, v2 and later: every coherent pool under its node's name. The heap's device attaches to the
 * pool first, which fails where the kernel refuses to map it.
 */
function addCoherentHeaps(state: BootState, registry: HeapRegistry): void {
  const { log, kernel, coherentPools } = state;
  const room = rememberedCoherentPools(kernel);
  coherentPools.forEach(({ region, range }, index) => {
    if (index >= room) {
      region.cause ??= { kind: 'no-heap', obstacle: 'list-full', limit: room, deferred: false };
      return;
    }
    if (warnOfRefusedRemap(state, { region, range }) !== undefined || range.size === 0n) {
      log.heaps.coherentNotInitialised(region);
      log.heaps.coherentNotAdded(region, region.name);
      return;
    }
    const error = registry.add(region, region.name, 'coherent', index);
    if (error === 0) return;
    log.heaps.coherentNotRegistered(region, region.name, error);
    log.heaps.coherentNotAdded(region, region.name);
  });
}

/**
 * The first posting, at the late_initcall: the pools in its list become heaps whose names have a prefix. Each first
 * attaches a separate platform device, which fails where the kernel refuses to map the pool.
 */
function addDeferredCoherentHeaps(state: BootState, registry: HeapRegistry): void {
  const { log, kernel } = state;
  const room = rememberedCoherentPools(kernel);
  /** Devices that are registered: one whose heap fails is gone, and its number free. */
  let devices = 0;
  state.coherentPools.forEach(({ region, range }, index) => {
    if (index >= room) {
      region.cause ??= { kind: 'no-heap', obstacle: 'list-full', limit: room, deferred: true };
      return;
    }
    const name = `coherent_${region.name === '' ? 'unknown' : region.name}`;
    const isRefused = warnOfRefusedRemap(state, { region, range }) !== undefined || range.size === 0n;
    // kernel/dma/coherent.c rmem_dma_device_init: a platform device has a mask of 32 bits until somebody sets another.
    if (!isRefused && range.end - 1n > DEFAULT_DMA_MASK) log.heaps.coherentBeyondMask(region, name, devices);
    if (isRefused || registry.add(region, name, 'coherent', index) !== 0) log.heaps.coherentNotAdded(region, name);
    else devices++;
  });
}
