import { fewNames } from '../outcome/fewNames.ts';
import { formatHex, formatSize } from '../units/formatBytes.ts';
import { Attachments } from './attachments.ts';
import type { DmaReach } from './device.ts';
import { mapSegments, unmapSlots, type WarnOnce } from './dmaMapping.ts';
import type { BufferMemory, Exporter } from './exporter.ts';
import type { OperationResult, PageChange } from './operationResult.ts';

/** `enum dma_data_direction` as scenarios write it. */
export type DmaDirection = 'bidirectional' | 'toDevice' | 'fromDevice' | 'none';

/** What a program asks of mmap on a buffer's descriptor; addresses are in bytes. */
export interface MmapRequest {
  /** The size of the buffer where absent. */
  readonly length: bigint | undefined;
  readonly offset: bigint;
  readonly access: 'r' | 'w' | 'rw';
  readonly shared: boolean;
}

/** The bits of DMA_BUF_IOCTL_SYNC (include/uapi/linux/dma-buf.h). */
const SYNC_VALID = 7;
const SYNC_READ_WRITE = 3;

/** Access bits of an open file, from the low two bits of its open flags (`OPEN_FMODE`, include/linux/fs.h). */
const MODE_READ = 1;
const MODE_WRITE = 2;

/** What a buffer has that no device was ever attached to. */
const NOBODY = new Attachments();

/** What the buffers of one kernel share. */
export interface DmaBufHost {
  readonly pageSize: number;
  readonly warnOnce: WarnOnce;
  /** The kernel dies here; answers the result to give. */
  readonly die: (why: string) => OperationResult;
  /** Called with memory that was given back. */
  readonly released?: (memory: BufferMemory) => void;
}

/**
 * A dma-buf: its file, its importers and the order in which they may do things (drivers/dma-buf/dma-buf.c).
 *
 * The memory goes back to the heap when the last reference goes: the descriptor, every attachment, and an importer
 * that has the buffer mapped into the kernel each hold one.
 */
export class DmaBuf<Memory extends BufferMemory = BufferMemory> {
  readonly memory: Memory;
  readonly #exporter: Exporter<Memory>;
  readonly #host: DmaBufHost;
  /** What the descriptor allows; `undefined` once it is closed, or where the kernel allocated. */
  #fileMode: number | undefined;
  /** Held by the kernel itself until it puts the buffer (in-kernel allocation). */
  #kernelReference: boolean;
  /** Made by the first one: of a fill's many buffers none is ever imported. */
  #attachments: Attachments | undefined;
  #vmaps = 0;
  #released = false;

  constructor(memory: Memory, exporter: Exporter<Memory>, host: DmaBufHost, openFlags: number | undefined) {
    this.memory = memory;
    this.#exporter = exporter;
    this.#host = host;
    this.#fileMode = openFlags === undefined ? undefined : (openFlags + 1) & 3;
    this.#kernelReference = openFlags === undefined;
  }

  get isReleased(): boolean {
    return this.#released;
  }

  /** Whether the descriptor (or the kernel's own reference) is still held. */
  get isOpen(): boolean {
    return this.#fileMode !== undefined || this.#kernelReference;
  }

  /** Closes the descriptor, or puts the kernel's own reference. */
  close(): OperationResult {
    this.#fileMode = undefined;
    this.#kernelReference = false;
    const change = this.#releaseIfUnused();
    if (this.#released) return okWithPages(change);
    const { devices } = this.#attachments ?? NOBODY;
    const holders = [
      ...(devices.size > 0 ? [fewNames(devices.keys(), devices.size)] : []),
      ...(this.#vmaps > 0 ? ['a kernel mapping'] : []),
    ];
    return { result: 'ok', why: `the memory stays allocated: ${holders.join(', ')} still holds the buffer` };
  }

  /** An importer puts its reference although its kernel mapping still stands. */
  drop(): OperationResult {
    if (this.#vmaps === 0) return this.close();
    return this.#host.die(
      'the last reference goes while the buffer is mapped into the kernel: kernel BUG in dma_buf_release (drivers/dma-buf/dma-buf.c)',
    );
  }

  attach(device: DmaReach): OperationResult {
    if (!this.isOpen) return { result: 'EBADF', why: 'the descriptor of the buffer is closed' };
    const refusal = this.#exporter.refuses('attach', this.memory);
    if (refusal !== undefined) return refusal.result === 'crash' ? this.#host.die(refusal.why) : refusal;
    this.#attachments ??= new Attachments();
    this.#attachments.add(device);
    return device.maskNote === undefined ? { result: 'ok' } : { result: 'ok', why: device.maskNote };
  }

  map(device: DmaReach, direction: DmaDirection): OperationResult {
    const attachment = this.#attachments?.newestOf(device.name);
    if (attachment === undefined) return notAttached(device.name);
    if (attachment.mapping !== undefined) {
      return {
        result: 'EBUSY',
        why: `${device.name} has mapped the buffer already; a second mapping would leak the first`,
      };
    }
    if (direction === 'none') {
      return this.#host.die(
        'a mapping with DMA_NONE meets BUG_ON(!valid_dma_direction(dir)) in dma_map_sg (kernel/dma/mapping.c)',
      );
    }
    const mapping = mapSegments(device, this.memory.segments, this.#host.pageSize, this.#host.warnOnce);
    if ('log' in mapping) return { result: this.#exporter.mapErrno, why: mapping.why, log: mapping.log };
    this.#attachments?.setMapping(device.name, mapping);
    const why = this.memory.addressNote ?? mapping.why;
    return { result: 'ok', mapping: mapping.counts, ...(why === undefined ? {} : { why }) };
  }

  unmap(device: string): OperationResult {
    const attachment = this.#attachments?.newestOf(device);
    if (attachment === undefined) return notAttached(device);
    if (attachment.mapping === undefined) return { result: 'ENOENT', why: `${device} has not mapped the buffer` };
    unmapSlots(attachment.mapping.slots);
    this.#attachments?.setMapping(device, undefined);
    return { result: 'ok' };
  }

  /** Nobody complains about a mapping that still stands; its swiotlb slots are never given back. */
  detach(device: string): OperationResult {
    const attachment = this.#attachments?.newestOf(device);
    if (attachment === undefined) return notAttached(device);
    this.#attachments?.removeNewestOf(device);
    const leaked = attachment.mapping?.slots.reduce((sum, slots) => sum + slots.count, 0) ?? 0;
    const result = okWithPages(this.#releaseIfUnused());
    if (leaked === 0) return result;
    return { ...result, why: `detached without unmap: ${leaked} slots of the swiotlb are lost until the next boot` };
  }

  /** Begin or end of CPU access, by a driver: every mapped attachment is synchronised. */
  cpuAccess(direction: DmaDirection): OperationResult {
    const refusal = this.#exporter.refuses('cpuAccess', this.memory);
    if (refusal !== undefined) return refusal;
    const { mappedDevices, hasBusyMapping } = this.#attachments ?? NOBODY;
    if (mappedDevices.size > 0 && direction === 'none') {
      return this.#host.die(
        'synchronising with DMA_NONE meets BUG_ON(!valid_dma_direction(dir)) (kernel/dma/mapping.c)',
      );
    }
    if (mappedDevices.size > 0) {
      if (hasBusyMapping) return { result: 'ok' };
      const names = fewNames(mappedDevices.keys(), mappedDevices.size);
      return {
        result: 'ok',
        why: `${names} ${mappedDevices.size === 1 ? 'is' : 'are'} coherent (dma-coherent), so no cache is touched`,
      };
    }
    return { result: 'ok', why: 'no device has the buffer mapped, so no cache is touched' };
  }

  /** DMA_BUF_IOCTL_SYNC by a program. */
  sync(flags: number): OperationResult {
    if (!this.#hasFile()) return closed();
    if ((flags & ~SYNC_VALID) !== 0)
      return { result: 'EINVAL', why: `flags 0x${(flags >>> 0).toString(16)} has unknown bits` };
    if ((flags & SYNC_READ_WRITE) === 0)
      return { result: 'EINVAL', why: 'neither DMA_BUF_SYNC_READ nor DMA_BUF_SYNC_WRITE is set' };
    return this.cpuAccess('bidirectional');
  }

  vmap(): OperationResult {
    if (!this.isOpen && this.#vmaps === 0 && !this.#isAttached) return closed();
    const refusal = this.#vmaps === 0 ? this.#exporter.refuses('vmap', this.memory) : undefined;
    if (refusal !== undefined)
      return this.#host.warnOnce('vmap') ? { ...refusal, why: refusal.why + VMAP_WARNING } : refusal;
    this.#vmaps++;
    return { result: 'ok' };
  }

  vunmap(): OperationResult {
    if (this.#vmaps === 0) return { result: 'ENOENT', why: 'the buffer is not mapped into the kernel' };
    this.#vmaps--;
    return okWithPages(this.#releaseIfUnused());
  }

  /**
   * Maps, touches and unmaps. Checks in the order of `do_mmap` (mm/mmap.c), `dma_buf_mmap_internal` and the exporter.
   */
  mmap(request: MmapRequest): OperationResult {
    const mode = this.#fileMode;
    if (mode === undefined) return closed();
    const page = BigInt(this.#host.pageSize);
    const { offset } = request;
    const length = pagesUp(request.length ?? this.memory.size, page);
    if (length === 0n) return { result: 'EINVAL', why: 'a mapping of no bytes' };
    if (length > MAXIMUM_MAPPING)
      return { result: 'ENOMEM', why: `${formatSize(length)} of addresses are more than a program has` };
    if (offset % page !== 0n)
      return { result: 'EINVAL', why: `the offset ${formatHex(offset)} is not a multiple of the page size` };
    if (request.shared && request.access !== 'r' && (mode & MODE_WRITE) === 0) {
      return {
        result: 'EACCES',
        why: 'the descriptor is not open for writing: fdFlags needs O_RDWR for a shared writable mapping',
      };
    }
    if ((mode & MODE_READ) === 0) return { result: 'EACCES', why: 'the descriptor is not open for reading' };
    const refusal = this.#exporter.refuses('mmap', this.memory);
    if (refusal !== undefined) return refusal;
    if (offset + length > this.memory.size) {
      return {
        result: 'EINVAL',
        why: `${formatSize(length)} from offset ${formatHex(offset)} reach beyond the buffer's ${formatSize(this.memory.size)}`,
      };
    }
    if (!request.shared && !this.#exporter.allowsPrivateMapping(this.memory, offset, length)) {
      return { result: 'EINVAL', why: 'the heap takes shared mappings only (MAP_SHARED)' };
    }
    return { result: 'ok' };
  }

  #hasFile(): boolean {
    return this.#fileMode !== undefined;
  }

  get #isAttached(): boolean {
    return this.#attachments !== undefined && this.#attachments.count > 0;
  }

  #releaseIfUnused(): PageChange | undefined {
    if (this.#released || this.isOpen || this.#isAttached || this.#vmaps > 0) return undefined;
    this.#released = true;
    const change = this.#exporter.release(this.memory);
    this.#host.released?.(this.memory);
    return change;
  }
}

/** `WARN_ON_ONCE(ret)` in `dma_buf_vmap`; the records of boots hold no lines of warnings without a text. */
const VMAP_WARNING =
  '; dma_buf_vmap (drivers/dma-buf/dma-buf.c) prints a WARNING, the first time in a boot (so the source has it)';

/** More than any program can map; keeps offsets and lengths from running over. */
const MAXIMUM_MAPPING = 1n << 52n;

function okWithPages(change: PageChange | undefined): OperationResult {
  return change === undefined ? { result: 'ok' } : { result: 'ok', cmaPages: [change] };
}

function notAttached(device: string): OperationResult {
  return { result: 'ENOENT', why: `${device} is not attached to the buffer` };
}

function closed(): OperationResult {
  return { result: 'EBADF', why: 'the buffer has no open descriptor' };
}

function pagesUp(bytes: bigint, page: bigint): bigint {
  return ((bytes + page - 1n) / page) * page;
}
