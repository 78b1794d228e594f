import { warnOfRefusedRemap } from '../early/coherentAttach.ts';
import { behaves } from '../input/kernel.ts';
import type { Heap, HeapAllocator, LostHeap } from '../outcome/bootOutcome.ts';
import type { BootState, CmaAreaState } from '../outcome/bootState.ts';
import { hasCoherentHeaps, rememberedCoherentPools } from './coherentProposal.ts';

const EBUSY = 16;
const EEXIST = 17;
const EINVAL = 22;
/** `NUM_HEAP_MINORS`. */
const MINORS = 128;
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
   * `dma_heap_add`: 0, or the error that kept the heap out. Of two heaps of one name the first stays; the second fails
   * when its device is created, which prints a trace, or in older kernels when the list is searched.
   */
  add(name: string, allocator: HeapAllocator, backing: number | undefined): number {
    const error = this.#register(name, allocator, backing);
    if (error !== 0) this.lost.push({ name, allocator, backing });
    return error;
  }

  #register(name: string, allocator: HeapAllocator, backing: number | undefined): number {
    const { kernel, log } = this.#state;
    if (name === '') {
      log.print('dma_heap: Cannot add heap without a name');
      return -EINVAL;
    }
    const checksList = behaves(kernel, 'heap-duplicate-checked-by-list');
    if (checksList && this.#names.has(name)) {
      log.print(`dma_heap: Already registered heap named ${name}`);
      return -EINVAL;
    }
    if (this.heaps.length >= MINORS) {
      log.print('dma_heap: Unable to get minor number for heap');
      return -EBUSY;
    }
    if (this.#names.has(name)) {
      log.print(`sysfs: cannot create duplicate filename '/devices/virtual/dma_heap/${name}'`);
      log.print(`dma_heap: Unable to ${this.#registersDevices() ? 'add' : 'create'} device`);
      return -EEXIST;
    }
    this.#names.add(name);
    this.heaps.push({ name, allocator, backing, minor: this.heaps.length });
    return 0;
  }

  /** Whether a patch splits creation from registration (`dma_heap_create`, `dma_heap_register`). */
  #registersDevices(): boolean {
    const { patches } = this.#state.kernel;
    return (
      patches.has('coherent-heap-v2') || patches.has('coherent-heap-v3') || patches.has('coherent-heap-no-map-aware')
    );
  }
}

/** Why a heap of a region is missing, in words. */
function whyNoHeap(name: string, error: number): string {
  if (error === -EBUSY) return `it has no heap: ${MINORS} heaps are all there can be`;
  return `it has no heap: another one is called "${name}" already`;
}

/** Registers all heaps in the order of the initcalls: system, CMA, and what the patches add. */
export function registerHeaps(state: BootState): { heaps: readonly Heap[]; lostHeaps: readonly LostHeap[] } {
  const { configuration, patches } = state.kernel;
  const registry = new HeapRegistry(state);
  const registered = { heaps: registry.heaps, lostHeaps: registry.lost };
  if (!configuration.isEnabled('CONFIG_DMABUF_HEAPS')) return registered;
  if (configuration.isEnabled('CONFIG_DMABUF_HEAPS_SYSTEM')) registry.add('system', 'system', undefined);
  if (configuration.isEnabled('CONFIG_DMABUF_HEAPS_CMA')) addCmaHeaps(state, registry);
  if (!hasCoherentHeaps(state.kernel)) return registered;
  if (patches.has('coherent-heap-v1')) addDeferredCoherentHeaps(state, registry);
  else addCoherentHeaps(state, registry);
  return registered;
}

/** drivers/dma-buf/heaps/cma_heap.c of the kernel's version. */
function addCmaHeaps(state: BootState, registry: HeapRegistry): void {
  const { kernel, log, cmaAreas } = state;
  const add = (name: string, area: CmaAreaState) => {
    const error = registry.add(name, 'cma', cmaAreas.indexOf(area));
    if (error !== 0 && area.region !== undefined) area.region.reason ??= whyNoHeap(name, error);
    return error;
  };
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
        log.print('cma_heap: legacy name and default name are the same, skipping legacy heap');
      } else {
        const error = add(area.name, area);
        if (error !== 0) log.print(`cma_heap: failed to add legacy heap: ${error}`);
      }
    }
  }
  if (!behaves(kernel, 'heap-for-each-region')) return;
  for (const each of cmaAreas) {
    if (add(each.name, each) !== 0) log.print(`cma_heap: Failed to add CMA heap ${each.name}`);
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
      region.reason ??= `it has no heap: the proposed coherent heap knows the first ${room} pools`;
      return;
    }
    if (warnOfRefusedRemap(state, range) !== undefined || range.size === 0n) {
      log.print('coherent_heap: failed to initialize memory (-22)');
      log.print(`Failed to add coherent heap ${region.name}`);
      return;
    }
    const error = registry.add(region.name, 'coherent', index);
    if (error === 0) return;
    region.reason ??= whyNoHeap(region.name, error);
    log.print(`coherent_heap: failed to register heap (${error})`);
    log.print(`Failed to add coherent heap ${region.name}`);
  });
}

/**
 * The first posting, at the late_initcall: the pools that wait in its list become heaps under a prefix. Each attaches a
 * platform device of its own first, which fails where the kernel refuses to map the pool.
 */
function addDeferredCoherentHeaps(state: BootState, registry: HeapRegistry): void {
  const { log, kernel } = state;
  const room = rememberedCoherentPools(kernel);
  state.coherentPools.forEach(({ region, range }, index) => {
    if (index >= room) {
      region.reason ??= `it has no heap: the list of the proposed coherent heap holds ${room} pools`;
      return;
    }
    const name = `coherent_${region.name === '' ? 'unknown' : region.name}`;
    const isRefused = warnOfRefusedRemap(state, range) !== undefined || range.size === 0n;
    const error = isRefused ? -EINVAL : registry.add(name, 'coherent', index);
    if (error === 0) return;
    if (!isRefused) region.reason ??= whyNoHeap(name, error);
    log.print(`Failed to add coherent heap ${region.name}`);
  });
}
