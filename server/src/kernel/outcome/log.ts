import { behaves, type Kernel } from '../input/kernel.ts';
import type { AddressRange } from '../units/addressRange.ts';

const MIB = 1n << 20n;

/** The kernel's messages about reserved memory, CMA and heaps, in the words of its version, in order. */
export class KernelLog {
  readonly lines: string[] = [];
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

  print(line: string): void {
    this.lines.push(line);
  }

  noReservedMemoryNode(): void {
    this.print('OF: reserved mem: Reserved memory: No reserved-memory node in the DT');
  }

  unsupportedFormat(): void {
    this.print(`${this.#scanPrefix}unsupported node format, ignoring`);
  }

  invalidReg(name: string): void {
    this.print(`${this.#scanPrefix}invalid reg property in '${name}', skipping node.`);
  }

  failedToReserve(name: string, range: AddressRange): void {
    this.print(
      `${this.#scanPrefix}failed to reserve memory for node '${name}': base ${this.#address(range.base)}, size ${range.size / MIB} MiB`,
    );
  }

  onlyFirstEntryUsed(name: string, entries: number): void {
    this.print(`${this.#scanPrefix}node '${name}' has ${entries} <base size> entries, only the first is used`);
  }

  entriesIgnored(name: string, ignored: number): void {
    this.print(`OF: reserved mem: fdt_scan_reserved_mem_reg_nodes() ignores ${ignored} regions in node '${name}'`);
  }

  invalidProperty(property: 'size' | 'alignment', name: string): void {
    this.print(`OF: reserved mem: invalid ${property} property in '${name}' node.`);
  }

  invalidAllocRanges(name: string): void {
    this.print(`OF: reserved mem: invalid alloc-ranges property in '${name}', skipping node.`);
  }

  failedToPlace(name: string, size: bigint): void {
    const suffix = behaves(this.#kernel, 'failed-placement-names-size') ? `: size ${size / MIB} MiB` : '';
    this.print(`OF: reserved mem: failed to allocate memory for node '${name}'${suffix}`);
  }

  noSpaceForRegions(): void {
    this.print('OF: reserved mem: not enough space for all defined regions.');
  }

  tooManyDynamicRegions(name: string): void {
    this.print(`OF: reserved mem: too many defined dynamic regions, skip '${name}'`);
  }

  skippingDefaultNode(): void {
    this.print(
      behaves(this.#kernel, 'region-drivers-declare-nodes')
        ? 'Skipping dt linux,cma-default node in favor for "cma=" kernel param.'
        : 'OF: reserved mem: Skipping dt linux,cma-default for "cma=" kernel param.',
    );
  }

  bypassingDefaultNode(name: string): void {
    this.print(`Reserved memory: bypass ${name} node, using cmdline CMA params instead`);
  }

  misalignedCma(): void {
    this.print('Reserved memory: incorrect alignment of CMA region');
  }

  cmaNotSetUp(): void {
    this.print('Reserved memory: unable to setup CMA region');
  }

  cmaCreated(range: AddressRange): void {
    this.print(
      `Reserved memory: created CMA memory pool at ${this.#address(range.base)}, size ${range.size / MIB} MiB`,
    );
  }

  coherentNeedsNoMap(): void {
    this.print('Reserved memory: regions without no-map are not yet supported');
  }

  coherentRedefined(): void {
    this.print('Reserved memory: region for default DMA coherent area is redefined');
  }

  coherentCreated(range: AddressRange): void {
    const size = behaves(this.#kernel, 'coherent-pool-size-in-kib')
      ? `${range.size >> 10n} KiB`
      : `${range.size / MIB} MiB`;
    this.print(`Reserved memory: created DMA memory pool at ${this.#address(range.base)}, size ${size}`);
  }

  nodeInitialised(name: string, compatible: string): void {
    this.print(`OF: reserved mem: initialized node ${name}, compatible id ${compatible}`);
  }

  matchingFailed(name: string): void {
    this.print(`OF: reserved mem: node ${name} compatible matching fail`);
  }

  regionKept(name: string, range: AddressRange, noMap: boolean, reusable: boolean): void {
    if (!behaves(this.#kernel, 'region-range-logged')) return;
    this.print(
      `OF: reserved mem: ${this.#address(range.base)}..${this.#address(range.end - 1n)} (${range.size >> 10n} KiB) ` +
        `${noMap ? 'nomap' : 'map'} ${reusable ? 'reusable' : 'non-reusable'} ${name}`,
    );
  }

  overlap(name: string, range: AddressRange, otherName: string, other: AddressRange): void {
    this.print(
      `OF: reserved mem: OVERLAP DETECTED!\n` +
        `${name} (${this.#address(range.base)}--${this.#address(range.end)}) overlaps with ` +
        `${otherName} (${this.#address(other.base)}--${this.#address(other.end)})`,
    );
  }

  noCmaSlots(): void {
    this.print('cma: Not enough slots for CMA reserved regions!');
  }

  cmaBaseMisaligned(base: bigint, alignment: bigint): void {
    this.print(`cma: Region at ${this.#address(base)} must be aligned to ${this.#address(alignment)} bytes`);
  }

  cmaAcrossHighmem(base: bigint, highmem: bigint): void {
    this.print(`cma: Region at ${this.#address(base)} defined on low/high memory boundary (${this.#address(highmem)})`);
  }

  cmaExceedsLimit(size: bigint, base: bigint, limit: bigint): void {
    this.print(
      `cma: Size (${this.#address(size)}) of region at ${this.#address(base)} exceeds limit (${this.#address(limit)})`,
    );
  }

  #onNode(): string {
    return behaves(this.#kernel, 'cma-reservation-logged-with-node') ? ' on node -1' : '';
  }

  cmaReserved(base: bigint, size: bigint): void {
    this.print(`cma: Reserved ${size / MIB} MiB at ${this.#address(base)}${this.#onNode()}`);
  }

  cmaNotReserved(size: bigint): void {
    this.print(`cma: Failed to reserve ${size / MIB} MiB${this.#onNode()}`);
  }

  cmaNotActivated(name: string): void {
    this.print(`cma: CMA area ${name} could not be activated`);
  }

  memremapRefused(range: AddressRange, mixed: boolean): void {
    this.print(
      `memremap attempted on ${mixed ? 'mixed range' : 'ram'} ${this.#address(range.base)} size: 0x${range.size.toString(16)}`,
    );
  }
}
