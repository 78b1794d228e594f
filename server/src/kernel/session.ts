import { type AllocationArguments, checkAllocation } from './heaps/allocateIoctl.ts';
import { exportersOf } from './heaps/exporters.ts';
import { type Kernel, kernelOf } from './input/kernel.ts';
import type { BootOutcome } from './outcome/bootOutcome.ts';
import { stopText } from './outcome/causeText.ts';
import { fewNames } from './outcome/fewNames.ts';
import { type Device, type DmaReach, reachesOf } from './use/device.ts';
import { DmaBuf, type DmaBufHost, type DmaDirection, type MmapRequest } from './use/dmaBuf.ts';
import { type BufferMemory, type Exporter, type HeapUsage, isRefusal, type PoolExtent } from './use/exporter.ts';
import { joinPageChanges, type OperationResult, type PageChange } from './use/operationResult.ts';

/** An allocation through a heap's device node, or by the kernel itself. */
export interface AllocateRequest extends AllocationArguments {
  readonly heap: string;
  /** The name under which later operations find the buffer; a name used again names the newer buffer. */
  readonly id: string;
  /** By `dma_heap_buffer_alloc` of the accessors' proposal: no descriptor is made. */
  readonly inKernel: boolean;
  /** What `find` gave the heap's reference as: the kernel allocates from that heap, whatever `heap` says. */
  readonly handle?: string | undefined;
}

/** Limits of a session besides what boot and devices set. */
export interface SessionOptions {
  /**
   * How many descriptors the program may have open (RLIMIT_NOFILE) beyond those it has anyway; where absent, as many as
   * the kernel allows at all.
   */
  readonly descriptorLimit?: number;
  /** `dmem.max` of the caller's control group by region name (`coh/…`), in bytes; no limit where absent. */
  readonly dmemLimits?: ReadonlyMap<string, bigint>;
  /**
   * Called with the address at which a buffer's memory began once the memory is given back; not of buffers without a
   * single place.
   */
  readonly released?: (base: bigint) => void;
}

/** A buffer of a session. Addresses and sizes in bytes. */
export interface SessionBuffer {
  readonly id: string;
  /** `undefined` where it has no single place: buffers of the system heap. */
  readonly base: bigint | undefined;
  readonly size: bigint;
  readonly isOpen: boolean;
}

/** A heap and how much of it is in use. */
export interface HeapReport extends HeapUsage {
  readonly name: string;
}

/** The default of the sysctl `fs.nr_open`: no limit on descriptors can be raised beyond it. */
const MAXIMUM_DESCRIPTORS = 1 << 20;

/** Where a buffer lies; `undefined` where it has no single place. */
const placeOf = ({ pages, coherentBase }: BufferMemory): bigint | undefined => pages?.base ?? coherentBase;

function sessionBuffer(id: string, { memory, isOpen }: DmaBuf): SessionBuffer {
  return { id, base: placeOf(memory), size: memory.size, isOpen };
}

/** Reports the places of memory that is given back. */
function reportTo(released: (base: bigint) => void): (memory: BufferMemory) => void {
  return (memory) => {
    const base = placeOf(memory);
    if (base !== undefined) released(base);
  };
}

/**
 * A booted kernel in use: the mutable state of a boot's heaps. Each operation answers what a program or a
 * driver would see; bad requests change nothing. After a crash every operation answers `crash`.
 */
export class Session {
  /** RAM, in bytes. */
  readonly memorySize: bigint;
  readonly #outcome: BootOutcome;
  readonly #kernel: Kernel | undefined;
  readonly #options: SessionOptions;
  #exporters: ReadonlyMap<string, Exporter> = new Map();
  #devices: ReadonlyMap<string, DmaReach> = new Map();
  readonly #buffers = new Map<string, DmaBuf>();
  /** Every buffer with an open descriptor, named or not. */
  readonly #open = new Set<DmaBuf>();
  /** Handles that `find` gave out: how many references stand for each, and on which heap. */
  readonly #found = new Map<string, { readonly heap: string; references: number }>();
  readonly #warned = new Set<string>();
  /** The names that buffers got since `noteNames` and still have, in the order of their allocation. */
  #noted: Set<string> | undefined;
  readonly #host: DmaBufHost;
  #death: string | undefined;

  constructor(outcome: BootOutcome, devices: readonly Device[], options: SessionOptions = {}) {
    this.#outcome = outcome;
    this.#options = options;
    this.memorySize = outcome.memory.reduce((sum, { size }) => sum + size, 0n);
    const kernel = kernelOf(outcome.profile);
    if (outcome.stop !== undefined) this.#death = `the kernel does not finish booting: ${stopText(outcome.stop)}`;
    if ('kind' in kernel) this.#death ??= stopText({ ...kernel, regions: [] });
    this.#kernel = 'kind' in kernel ? undefined : kernel;
    this.#host = {
      pageSize: outcome.pageSize,
      warnOnce: (name) => !this.#warned.has(name) && this.#warned.add(name) !== undefined,
      die: (why) => this.#die(why),
      ...(options.released === undefined ? {} : { released: reportTo(options.released) }),
    };
    if (this.#kernel === undefined || this.#death !== undefined) return;
    this.#exporters = exportersOf(outcome, this.#kernel, options.dmemLimits ?? new Map());
    this.#devices = reachesOf(devices, outcome, this.#kernel);
  }

  /** Why the kernel is dead; `undefined` while it lives. */
  get death(): string | undefined {
    return this.#death;
  }

  /** The ioctl DMA_HEAP_IOCTL_ALLOC on `/dev/dma_heap/<heap>`, or the in-kernel allocation. */
  allocate(request: AllocateRequest): OperationResult {
    const dead = this.#dead();
    if (dead !== undefined) return dead;
    const { handle } = request;
    const inKernel = request.inKernel || handle !== undefined;
    if (inKernel && !this.#hasAccessors()) return this.#noAccessors('dma_heap_buffer_alloc');
    const found = handle === undefined ? undefined : this.#found.get(handle);
    if (handle !== undefined && found === undefined) {
      const why = `${handle} holds no reference on a heap: it was not found, or put already`;
      return { result: 'ENOENT', why };
    }
    const exporter = this.#exporters.get(found?.heap ?? request.heap);
    if (exporter === undefined) return this.#noHeap(request);
    const size = checkAllocation(request, this.#outcome.pageSize, this.#kernel?.addressMask ?? 0n);
    if (typeof size !== 'bigint') return size;
    const limit = this.#options.descriptorLimit ?? MAXIMUM_DESCRIPTORS;
    if (this.#open.size >= limit && !inKernel) {
      return { result: 'EMFILE', why: `the program has ${limit} descriptors open, as many as it may (RLIMIT_NOFILE)` };
    }
    const memory = exporter.allocate(size);
    if (isRefusal(memory)) return memory.result === 'crash' ? this.#die(memory.why) : memory;
    const buffer = new DmaBuf(memory, exporter, this.#host, inKernel ? undefined : request.fdFlags);
    this.#buffers.set(request.id, buffer);
    this.#noted?.add(request.id);
    this.#open.add(buffer);
    return {
      result: 'ok',
      bufferSize: size,
      ...(memory.pages === undefined ? {} : { cmaPages: [memory.pages] }),
      ...(memory.coherentBase === undefined ? {} : { coherentBase: memory.coherentBase }),
    };
  }

  /** Closes a buffer's descriptor; what the kernel allocated, it puts. */
  free(id: string): OperationResult {
    return this.#withBuffer(id, 'EBADF', (buffer) => {
      if (!buffer.isOpen) return { result: 'EBADF', why: `the descriptor of ${id} is closed already` };
      this.#open.delete(buffer);
      const result = buffer.close();
      this.#forgetIfReleased(id, buffer);
      return result;
    });
  }

  /** Closes every open descriptor. */
  freeAll(): OperationResult {
    const dead = this.#dead();
    if (dead !== undefined) return dead;
    const changes: PageChange[] = [];
    const allocated = this.#open.size;
    for (const buffer of this.#open) changes.push(...(buffer.close().cmaPages ?? []));
    this.#open.clear();
    for (const [id, buffer] of this.#buffers) this.#forgetIfReleased(id, buffer);
    return { result: 'ok', allocated, ...this.#pages(changes) };
  }

  /** The buffers that have names, in the order of their allocation; `isOpen` where the descriptor is not closed. */
  buffers(): SessionBuffer[] {
    return [...this.#buffers].map(([id, buffer]) => sessionBuffer(id, buffer));
  }

  /** From now on the names that buffers get are noted, for `notedBuffers`. */
  noteNames(): void {
    this.#noted = new Set();
  }

  /** The buffers that got their names since `noteNames` and still have them, in the order of their allocation. */
  notedBuffers(): SessionBuffer[] {
    return [...(this.#noted ?? [])].flatMap((id) => {
      const buffer = this.#buffers.get(id);
      return buffer === undefined ? [] : [sessionBuffer(id, buffer)];
    });
  }

  /** How many contiguous pieces a buffer has, each of which is mapped for a device; 0 where there is no such buffer. */
  segmentCount(id: string): number {
    return this.#buffers.get(id)?.memory.segments.length ?? 0;
  }

  /** How many buffers have names. */
  get bufferCount(): number {
    return this.#buffers.size;
  }

  /** Whether a buffer has that name. */
  hasBuffer(id: string): boolean {
    return this.#buffers.has(id);
  }

  /** What was allocated so far becomes other programs': it stays where it is, and nothing here can name or close it. */
  leaveToOthers(): void {
    this.#buffers.clear();
    this.#open.clear();
  }

  mmap(id: string, request: MmapRequest): OperationResult {
    return this.#withBuffer(id, 'EBADF', (buffer) => buffer.mmap(request));
  }

  sync(id: string, flags: number): OperationResult {
    return this.#withBuffer(id, 'EBADF', (buffer) => buffer.sync(flags));
  }

  attach(id: string, device: string): OperationResult {
    return this.#withBuffer(id, 'ENOENT', (buffer) => this.#withDevice(device, (reach) => buffer.attach(reach)));
  }

  map(id: string, device: string, direction: DmaDirection): OperationResult {
    return this.#withBuffer(id, 'ENOENT', (buffer) =>
      this.#withDevice(device, (reach) => buffer.map(reach, direction)),
    );
  }

  unmap(id: string, device: string): OperationResult {
    return this.#withBuffer(id, 'ENOENT', (buffer) => buffer.unmap(device));
  }

  detach(id: string, device: string): OperationResult {
    return this.#withBuffer(id, 'ENOENT', (buffer) => {
      const result = buffer.detach(device);
      this.#forgetIfReleased(id, buffer);
      return result;
    });
  }

  beginCpuAccess(id: string, direction: DmaDirection): OperationResult {
    return this.#withBuffer(id, 'ENOENT', (buffer) => buffer.cpuAccess(direction));
  }

  endCpuAccess(id: string, direction: DmaDirection): OperationResult {
    return this.#withBuffer(id, 'ENOENT', (buffer) => buffer.cpuAccess(direction));
  }

  vmap(id: string): OperationResult {
    return this.#withBuffer(id, 'ENOENT', (buffer) => buffer.vmap());
  }

  vunmap(id: string): OperationResult {
    return this.#withBuffer(id, 'ENOENT', (buffer) => {
      const result = buffer.vunmap();
      this.#forgetIfReleased(id, buffer);
      return result;
    });
  }

  /** An importer puts the last reference whatever it still has mapped. */
  drop(id: string): OperationResult {
    return this.#withBuffer(id, 'ENOENT', (buffer) => {
      this.#open.delete(buffer);
      const result = buffer.drop();
      this.#forgetIfReleased(id, buffer);
      return result;
    });
  }

  /**
   * `dma_heap_find` of the accessors' proposal, `dma_heap_find_by_name` as its review asked for it: takes a reference on the
   * heap of a name. The posted one compares with strcmp, the reviewed one with sysfs_streq, which overlooks one newline at the end.
   */
  find(written: string, id: string): OperationResult {
    const dead = this.#dead();
    if (dead !== undefined) return dead;
    const isReviewed = this.#kernel?.patches.has('dma-heap-find-by-name') === true;
    const called = isReviewed ? 'dma_heap_find_by_name' : 'dma_heap_find';
    if (!this.#hasAccessors()) return this.#noAccessors(called);
    const withoutNewline = written.replace(/\n$/, '');
    const name = isReviewed ? withoutNewline : written;
    if (!this.#exporters.has(name)) {
      const why = this.#exporters.has(withoutNewline)
        ? 'the posted dma_heap_find compares with strcmp; the reviewed one (sysfs_streq) would overlook the newline'
        : `no heap is called ${JSON.stringify(written)}: ${called} answers NULL`;
      return { result: 'ENOENT', why };
    }
    const handle = this.#found.get(id);
    if (handle === undefined || handle.heap !== name) this.#found.set(id, { heap: name, references: 1 });
    else handle.references++;
    return { result: 'ok' };
  }

  /** `dma_heap_put`: gives a reference back. */
  put(id: string): OperationResult {
    const dead = this.#dead();
    if (dead !== undefined) return dead;
    if (!this.#hasAccessors()) return this.#noAccessors('dma_heap_put');
    const handle = this.#found.get(id);
    if (handle === undefined) {
      const why = `${id} holds no reference: one put more than finds would free a heap that is in use`;
      return { result: 'ENOENT', why };
    }
    handle.references--;
    if (handle.references === 0) this.#found.delete(id);
    return { result: 'ok' };
  }

  /**
   * How many pages lie from one buffer of `size` bytes to the next in the heap while it is empty: what alignment costs
   * is in it. `undefined` where there is no such heap.
   */
  pagesApart(heap: string, size: bigint): number | undefined {
    const pageSize = BigInt(this.#outcome.pageSize);
    return this.#exporters.get(heap)?.pagesApart(((size + pageSize - 1n) / pageSize) * pageSize);
  }

  /** How much of each heap is in use, in the order of registration. */
  usage(): HeapReport[] {
    const reports: HeapReport[] = [];
    for (const [name, exporter] of this.#exporters) reports.push({ name, ...exporter.usage() });
    return reports;
  }

  /** Whether there is a heap of that name. */
  hasHeap(name: string): boolean {
    return this.#exporters.has(name);
  }

  /** How far the pool of a heap has been used since boot; `undefined` where the heap has no pool, or is not there. */
  extent(heap: string): PoolExtent | undefined {
    return this.#exporters.get(heap)?.extent();
  }

  #dead(): OperationResult | undefined {
    return this.#death === undefined ? undefined : { result: 'crash', why: this.#death };
  }

  #die(why: string): OperationResult {
    this.#death = `the kernel died earlier: ${why}`;
    return { result: 'crash', why };
  }

  #hasAccessors(): boolean {
    const { patches } = this.#kernel ?? {};
    return patches?.has('dma-heap-accessors') === true || patches?.has('dma-heap-find-by-name') === true;
  }

  #noAccessors(name: string): OperationResult {
    return {
      result: 'ENOSYS',
      why: `this kernel has no ${name}: it is part of the proposals dma-heap-accessors and dma-heap-find-by-name`,
    };
  }

  #noHeap(request: AllocateRequest): OperationResult {
    const names = this.#exporters.size === 0 ? 'none' : fewNames(this.#exporters.keys(), this.#exporters.size);
    const lost = this.#outcome.lostHeaps.some((heap) => heap.name === request.heap);
    const missing = lost ? 'another heap had the name first, or its registration failed' : `the heaps are ${names}`;
    const why = `there is no heap ${JSON.stringify(request.heap)}; ${missing}`;
    return request.inKernel ? { result: 'ENOENT', why } : { result: 'ENOENT', stage: 'open', why };
  }

  #withBuffer(id: string, missing: string, operation: (buffer: DmaBuf) => OperationResult): OperationResult {
    const dead = this.#dead();
    if (dead !== undefined) return dead;
    const buffer = this.#buffers.get(id);
    if (buffer === undefined) return { result: missing, why: `no buffer is called ${id}` };
    return operation(buffer);
  }

  #withDevice(name: string, operation: (reach: DmaReach) => OperationResult): OperationResult {
    const reach = this.#devices.get(name);
    return reach === undefined ? { result: 'ENODEV', why: `no device is called ${name}` } : operation(reach);
  }

  #forgetIfReleased(id: string, buffer: DmaBuf): void {
    if (!buffer.isReleased) return;
    this.#buffers.delete(id);
    this.#noted?.delete(id);
  }

  #pages(changes: readonly PageChange[]): { cmaPages?: readonly PageChange[] } {
    if (changes.length === 0) return {};
    return { cmaPages: joinPageChanges(changes, BigInt(this.#outcome.pageSize)) };
  }
}
