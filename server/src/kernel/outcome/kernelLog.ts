import { behaves, type Kernel } from '../input/kernel.ts';
import type { AddressRange } from '../units/addressRange.ts';
import type { MemblockArray } from './bootStop.ts';
import { HeapLog } from './heapLog.ts';
import type { LogEntry, LogEvent, LoggedRegion } from './logEntry.ts';

const MIB = 1n << 20n;

/**
 * The kernel's messages about reserved memory, CMA and heaps, in order: what each is about, and its line in the words of
 * the kernel's version. The one place, with `HeapLog`, where these lines are made.
 */
export class KernelLog {
  readonly entries: LogEntry[] = [];
  /** The messages about the registration of heaps. */
  readonly heaps = new HeapLog(this.entries);
  readonly #kernel: Kernel;
  readonly #addressDigits: number;
  readonly #scanPrefix: string;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#addressDigits = kernel.addressMask > 0xffff_ffffn ? 16 : 8;
    this.#scanPrefix = behaves(kernel, 'reserved-memory-scanned-by-fdt')
      ? 'OF: fdt: Reserved memory: '
      : 'OF: reserved mem: Reserved memory: ';
  }

  /** An address or size as `%pa` prints it. */
  #address(value: bigint): string {
    return `0x${(value & this.#kernel.addressMask).toString(16).padStart(this.#addressDigits, '0')}`;
  }

  #print(event: LogEvent, line: string, ...about: readonly (LoggedRegion | undefined)[]): void {
    this.entries.push({ event, regions: about.flatMap((region) => region?.path ?? []), line });
  }

  /** RAM that is left out: a whole bank (`block`) or its beginning (`range`). */
  memoryIgnored(what: 'block' | 'range', base: bigint, end: bigint): void {
    this.#print('memory-ignored', `OF: fdt: Ignoring memory ${what} 0x${base.toString(16)} - 0x${end.toString(16)}`);
  }

  noReservedMemoryNode(): void {
    this.#print('no-reserved-memory', 'OF: reserved mem: Reserved memory: No reserved-memory node in the DT');
  }

  unsupportedFormat(): void {
    this.#print('unsupported-format', `${this.#scanPrefix}unsupported node format, ignoring`);
  }

  invalidReg(region: LoggedRegion): void {
    this.#print(
      'invalid-property',
      `${this.#scanPrefix}invalid reg property in '${region.name}', skipping node.`,
      region,
    );
  }

  failedToReserve(region: LoggedRegion, range: AddressRange): void {
    this.#print(
      'not-reserved',
      `${this.#scanPrefix}failed to reserve memory for node '${region.name}': base ${this.#address(range.base)}, size ${range.size / MIB} MiB`,
      region,
    );
  }

  onlyFirstEntryUsed(region: LoggedRegion, entries: number): void {
    this.#print(
      'reg-entries-ignored',
      `${this.#scanPrefix}node '${region.name}' has ${entries} <base size> entries, only the first is used`,
      region,
    );
  }

  entriesIgnored(region: LoggedRegion, ignored: number): void {
    this.#print(
      'reg-entries-ignored',
      `OF: reserved mem: fdt_scan_reserved_mem_reg_nodes() ignores ${ignored} regions in node '${region.name}'`,
      region,
    );
  }

  invalidProperty(property: 'size' | 'alignment', region: LoggedRegion): void {
    this.#print('invalid-property', `OF: reserved mem: invalid ${property} property in '${region.name}' node.`, region);
  }

  invalidAllocRanges(region: LoggedRegion): void {
    this.#print(
      'invalid-property',
      `OF: reserved mem: invalid alloc-ranges property in '${region.name}', skipping node.`,
      region,
    );
  }

  failedToPlace(region: LoggedRegion, size: bigint): void {
    const suffix = behaves(this.#kernel, 'failed-placement-names-size') ? `: size ${size / MIB} MiB` : '';
    this.#print('not-placed', `OF: reserved mem: failed to allocate memory for node '${region.name}'${suffix}`, region);
  }

  noSpaceForRegions(region: LoggedRegion): void {
    this.#print('table-full', 'OF: reserved mem: not enough space for all defined regions.', region);
  }

  tooManyDynamicRegions(region: LoggedRegion): void {
    this.#print('table-full', `OF: reserved mem: too many defined dynamic regions, skip '${region.name}'`, region);
  }

  skippingDefaultNode(region: LoggedRegion): void {
    this.#print(
      'default-node-bypassed',
      behaves(this.#kernel, 'region-drivers-declare-nodes')
        ? 'Skipping dt linux,cma-default node in favor for "cma=" kernel param.'
        : 'OF: reserved mem: Skipping dt linux,cma-default for "cma=" kernel param.',
      region,
    );
  }

  bypassingDefaultNode(region: LoggedRegion): void {
    this.#print(
      'default-node-bypassed',
      `Reserved memory: bypass ${region.name} node, using cmdline CMA params instead`,
      region,
    );
  }

  misalignedCma(region: LoggedRegion): void {
    this.#print('cma-misaligned', 'Reserved memory: incorrect alignment of CMA region', region);
  }

  cmaNotSetUp(region: LoggedRegion): void {
    this.#print('cma-not-set-up', 'Reserved memory: unable to setup CMA region', region);
  }

  cmaCreated(region: LoggedRegion, range: AddressRange): void {
    this.#print(
      'cma-created',
      `Reserved memory: created CMA memory pool at ${this.#address(range.base)}, size ${range.size / MIB} MiB`,
      region,
    );
  }

  coherentNeedsNoMap(region: LoggedRegion): void {
    this.#print('coherent-needs-no-map', 'Reserved memory: regions without no-map are not yet supported', region);
  }

  coherentRedefined(region: LoggedRegion): void {
    this.#print('coherent-redefined', 'Reserved memory: region for default DMA coherent area is redefined', region);
  }

  coherentCreated(region: LoggedRegion, range: AddressRange): void {
    const size = behaves(this.#kernel, 'coherent-pool-size-in-kib')
      ? `${range.size >> 10n} KiB`
      : `${range.size / MIB} MiB`;
    this.#print(
      'coherent-created',
      `Reserved memory: created DMA memory pool at ${this.#address(range.base)}, size ${size}`,
      region,
    );
  }

  nodeInitialised(region: LoggedRegion, compatible: string): void {
    this.#print(
      'driver-took-node',
      `OF: reserved mem: initialized node ${region.name}, compatible id ${compatible}`,
      region,
    );
  }

  matchingFailed(region: LoggedRegion): void {
    this.#print('node-refused', `OF: reserved mem: node ${region.name} compatible matching fail`, region);
  }

  regionKept(
    region: LoggedRegion & { readonly noMap: boolean; readonly reusable: boolean },
    range: AddressRange,
  ): void {
    if (!behaves(this.#kernel, 'region-range-logged')) return;
    this.#print(
      'region-kept',
      `OF: reserved mem: ${this.#address(range.base)}..${this.#address(range.end - 1n)} (${range.size >> 10n} KiB) ` +
        `${region.noMap ? 'nomap' : 'map'} ${region.reusable ? 'reusable' : 'non-reusable'} ${region.name}`,
      region,
    );
  }

  overlap(region: LoggedRegion, range: AddressRange, other: LoggedRegion, otherRange: AddressRange): void {
    this.#print(
      'overlap',
      `OF: reserved mem: OVERLAP DETECTED!\n` +
        `${region.name} (${this.#address(range.base)}--${this.#address(range.end)}) overlaps with ` +
        `${other.name} (${this.#address(otherRange.base)}--${this.#address(otherRange.end)})`,
      region,
      other,
    );
  }

  noCmaSlots(region: LoggedRegion | undefined): void {
    this.#print('cma-slots-full', 'cma: Not enough slots for CMA reserved regions!', region);
  }

  cmaBaseMisaligned(base: bigint, alignment: bigint): void {
    this.#print(
      'default-area-refused',
      `cma: Region at ${this.#address(base)} must be aligned to ${this.#address(alignment)} bytes`,
    );
  }

  cmaAcrossHighmem(base: bigint, highmem: bigint): void {
    this.#print(
      'default-area-refused',
      `cma: Region at ${this.#address(base)} defined on low/high memory boundary (${this.#address(highmem)})`,
    );
  }

  cmaExceedsLimit(size: bigint, base: bigint, limit: bigint): void {
    this.#print(
      'default-area-refused',
      `cma: Size (${this.#address(size)}) of region at ${this.#address(base)} exceeds limit (${this.#address(limit)})`,
    );
  }

  #onNode(): string {
    return behaves(this.#kernel, 'cma-reservation-logged-with-node') ? ' on node -1' : '';
  }

  cmaReserved(base: bigint, size: bigint): void {
    this.#print('default-area-reserved', `cma: Reserved ${size / MIB} MiB at ${this.#address(base)}${this.#onNode()}`);
  }

  cmaNotReserved(size: bigint): void {
    this.#print('default-area-not-reserved', `cma: Failed to reserve ${size / MIB} MiB${this.#onNode()}`);
  }

  cmaNotActivated(area: string, region: LoggedRegion | undefined): void {
    this.#print('cma-not-activated', `cma: CMA area ${area} could not be activated`, region);
  }

  memremapRefused(region: LoggedRegion, range: AddressRange, mixed: boolean): void {
    this.#print(
      'remap-refused',
      `memremap attempted on ${mixed ? 'mixed range' : 'ram'} ${this.#address(range.base)} size: 0x${range.size.toString(16)}`,
      region,
    );
  }

  ioremapRefused(region: LoggedRegion): void {
    this.#print('remap-refused', 'ioremap attempted on RAM pfn', region);
  }

  coherentDefaultSet(region: LoggedRegion): void {
    this.#print('coherent-default-set', 'DMA: default coherent area is set', region);
  }

  /** The proposed coherent heap has no room to remember one more pool. */
  coherentListFull(region: LoggedRegion): void {
    this.#print('coherent-list-full', `Deferred heap areas list full, dropping ${region.name}`, region);
    const failed = this.#kernel.patches.has('coherent-heap-v1') ? 'register coherent heap' : 'store coherent area';
    this.#print('coherent-list-full', `Reserved memory: failed to ${failed} for ${region.name} (-22)`, region);
  }

  memblockFull(array: MemblockArray): void {
    this.#print('memblock-full', `Kernel panic - not syncing: memblock: cannot resize ${array} array`);
  }

  /** `line` is what `cmaAllocationFailure` says, of an area that may be a region's. */
  cmaAllocationFailed(region: LoggedRegion | undefined, line: string): void {
    this.#print('cma-allocation-failed', line, region);
  }
}
