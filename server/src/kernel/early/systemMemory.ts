import { hasWholeEntries } from '../../text/cells.ts';
import { hasProperty, isAvailable, propertyOf, rangesOf, stringOf } from '../input/flatNode.ts';
import { behaves, type Kernel } from '../input/kernel.ts';
import type { MemoryCutCause } from '../outcome/memoryCut.ts';
import type { MemoryHolder } from '../outcome/regionCause.ts';
import { AddressRange } from '../units/addressRange.ts';
import { rangesWithout } from '../units/rangesWithout.ts';
import { roundDown, roundUp } from '../units/rounding.ts';
import type { BootState } from './bootState.ts';
import { Memblock } from './memblock.ts';

/** What no image, initrd or DTB is: names that the profile's occupied ranges are known by. */
const KERNEL_NAME = 'kernel';
const DTB_NAME = 'dtb';

/** Regions that memblock has room for before paging is up. */
export function newMemblock(kernel: Kernel): Memblock {
  const isArm64 = kernel.architecture === 'arm64';
  const hasEfiRoom =
    isArm64 && kernel.configuration.isEnabled('CONFIG_EFI') && behaves(kernel, 'memblock-room-for-efi');
  const processors = kernel.configuration.number('CONFIG_NR_CPUS') ?? 256;
  return new Memblock(
    hasEfiRoom ? 1024 : 128,
    isArm64 ? 128 + processors + 1 : 128,
    behaves(kernel, 'memblock-allocations-apart'),
  );
}

/**
 * RAM before anything is reserved: what firmware hands over or the tree's `/memory`, bounded by
 * `linux,usable-memory-range` and `mem=`.
 */
export function addSystemMemory(state: BootState): void {
  const { input, kernel, memblock } = state;
  const banks = input.profile.memory ?? memoryOfTree(state);
  for (const bank of banks) addBank(state, bank);
  cut(state, 'usable-memory-range', applyUsableRange);
  cut(state, 'mem-argument', applyMemoryArguments);
  if (kernel.architecture === 'arm') cut(state, 'no-highmem', boundLowmem);
  else state.lowmemEnd = memblock.endOfRam;
}

/** Does what may leave out RAM, and notes what it has left out. */
function cut(state: BootState, cause: MemoryCutCause, change: (state: BootState) => void): void {
  const before = state.memblock.ranges;
  change(state);
  for (const range of rangesWithout(before, state.memblock.ranges)) state.memoryCuts.push({ range, cause });
}

/** drivers/of/fdt.c `early_init_dt_check_for_usable_mem_range`. */
function applyUsableRange({ input, kernel, memblock, cells }: BootState): void {
  const usable = input.chosen === undefined ? undefined : propertyOf(input.chosen, 'linux,usable-memory-range');
  if (usable === undefined || !hasWholeEntries(usable, cells)) return;
  // MAX_USABLE_RANGES is 2: the main memory of a crash kernel and what is below it.
  const [first, second] = rangesOf(usable, cells, kernel.addressMask);
  if (first !== undefined) memblock.capMemory(first.base, first.size);
  if (second !== undefined && second.size > 0n) memblock.addMemory(second.base, second.size);
}

/** drivers/of/fdt.c `early_init_dt_scan_memory`. */
function memoryOfTree(state: BootState): AddressRange[] {
  const banks: AddressRange[] = [];
  for (const node of state.input.memoryNodes) {
    if (stringOf(node, 'device_type') !== 'memory' || !isAvailable(node)) continue;
    const bytes = propertyOf(node, 'linux,usable-memory') ?? propertyOf(node, 'reg');
    if (bytes === undefined) continue;
    if (behaves(state.kernel, 'memory-reg-in-whole-entries') && !hasWholeEntries(bytes, state.cells)) continue;
    // Not by spreading: a hostile property has more entries than a call takes arguments.
    for (const bank of rangesOf(bytes, state.cells, 0xffff_ffff_ffff_ffffn)) if (bank.size > 0n) banks.push(bank);
  }
  return banks;
}

/** drivers/of/fdt.c `early_init_dt_add_memory_arch`: whole pages within the address space, not below the kernel. */
function addBank(state: BootState, bank: AddressRange): void {
  const { kernel, memblock } = state;
  let base = roundUp(bank.base, kernel.pageBytes);
  let end = roundDown(bank.end, kernel.pageBytes);
  if (end > kernel.addressMask) {
    const last = roundDown(kernel.addressMask, kernel.pageBytes);
    noteCut(state, base > last ? base : last, end, 'beyond-addresses');
    end = last;
  }
  const least = leastAddress(state);
  if (base < least) noteCut(state, base, end < least ? end : least, 'below-image');
  if (end < least) {
    state.log.memoryIgnored('block', base, end);
    return;
  }
  if (base < least) {
    state.log.memoryIgnored('range', base, least);
    base = least;
  }
  if (end > base) memblock.addMemory(base, end - base);
}

function noteCut(state: BootState, base: bigint, end: bigint, cause: MemoryCutCause): void {
  if (end > base) state.memoryCuts.push({ range: new AddressRange(base, end - base), cause });
}

/**
 * `MIN_MEMBLOCK_ADDR`: what lies below the kernel has no place in the linear map of arm, nor of riscv before 6.4. Where the
 * profile does not say where the image lies it is taken to be at the start of RAM, in whatever order the banks stand.
 */
function leastAddress(state: BootState): bigint {
  const { architecture } = state.kernel;
  const dropsBelow = architecture === 'arm' || behaves(state.kernel, 'riscv-ram-below-kernel-ignored');
  const image = kernelImage(state);
  return dropsBelow && architecture !== 'arm64' && image !== undefined ? imageStart(image) : 0n;
}

/** The 2 MiB that the linear map begins with, where the image begins. */
const imageStart = ({ base }: AddressRange): bigint => roundDown(base, 1n << 21n);

/**
 * `__pa(PAGE_OFFSET)`: the address that the linear map begins with; on arm the start of RAM where the profile does not say
 * where the image lies, else 0.
 */
export function physicalOffset(state: BootState): bigint {
  const image = kernelImage(state);
  if (image !== undefined) return imageStart(image);
  return state.kernel.architecture === 'arm' ? state.memblock.startOfRam : 0n;
}

/** `mem=`: a size limit on arm64 and riscv, RAM itself on arm (arch/arm/kernel/setup.c `early_mem`). */
function applyMemoryArguments(state: BootState): void {
  const { kernel, memblock, input } = state;
  const given = kernel.commandLine.memory;
  if (given.length === 0) return;
  if (kernel.architecture === 'arm') {
    const start = memblock.startOfRam;
    memblock.removeMemory(start, memblock.endOfRam - start);
    for (const { size, base } of given) memblock.addMemory(base ?? start, roundDown(size, kernel.pageBytes));
    return;
  }
  const limit = roundDown(given.at(-1)?.size ?? 0n, kernel.pageBytes);
  if (limit === 0n) return;
  let left = limit;
  for (const range of memblock.ranges) {
    if (left > range.size) {
      left -= range.size;
      continue;
    }
    memblock.capMemory(0n, range.base + left);
    break;
  }
  if (kernel.architecture !== 'arm64') return;
  // arch/arm64/mm/init.c adds the image and the initrd again, wherever they lie.
  for (const { name, range } of input.profile.occupied) {
    if (name !== DTB_NAME) memblock.addMemory(range.base, range.size);
  }
}

/** arch/arm/mm/mmu.c `adjust_lowmem_bounds`: lowmem ends where the vmalloc space begins. */
function boundLowmem(state: BootState): void {
  const { kernel, memblock } = state;
  const MIB = 1n << 20n;
  const pageOffset = BigInt(kernel.configuration.number('CONFIG_PAGE_OFFSET') ?? 0xc000_0000);
  const vmallocEnd = 0xff80_0000n;
  const largest = vmallocEnd - pageOffset - 32n * MIB - 8n * MIB;
  let vmalloc = kernel.commandLine.vmalloc ?? 240n * MIB;
  if (vmalloc < 16n * MIB) vmalloc = 16n * MIB;
  if (vmalloc > largest) vmalloc = largest;
  const bound = vmallocEnd - vmalloc - 8n * MIB - pageOffset + roundDown(memblock.startOfRam, 2n * MIB);
  let lowmemEnd = 0n;
  for (const { base, end } of memblock.memory) {
    if (base < bound && end > lowmemEnd) lowmemEnd = end < bound ? end : bound;
  }
  state.lowmemEnd = lowmemEnd;
  if (!kernel.configuration.isEnabled('CONFIG_HIGHMEM') && memblock.endOfRam > lowmemEnd) {
    const limit = roundDown(lowmemEnd, 2n * MIB);
    memblock.removeMemory(limit, memblock.endOfRam - limit);
  }
}

/** What is reserved before `/reserved-memory` is scanned: the image, the initrd, the DTB but on riscv. */
export function reserveOccupied(state: BootState): void {
  const { kernel, memblock, input } = state;
  for (const { name, range } of input.profile.occupied) {
    if (name === DTB_NAME && kernel.architecture === 'riscv') continue;
    let end = range.end;
    // arch/riscv/mm/init.c setup_bootmem: nothing may lie between the image and the next 2 MiB boundary.
    if (name === KERNEL_NAME && kernel.architecture === 'riscv') end = roundUp(end, 1n << 21n);
    memblock.reserve(range.base, end - range.base);
  }
}

/** riscv reserves the DTB after the scan. */
export function reserveLateOccupied(state: BootState): void {
  if (state.kernel.architecture !== 'riscv') return;
  for (const { name, range } of state.input.profile.occupied) {
    if (name === DTB_NAME) state.memblock.reserve(range.base, range.size);
  }
}

/** Where the image lies, if the profile says. */
export function kernelImage(state: BootState): AddressRange | undefined {
  return state.input.profile.occupied.find((occupied) => occupied.name === KERNEL_NAME)?.range;
}

/** What of the image, the initrd and the DTB a range reaches into; the first where it is several. */
export function occupierOf(state: BootState, range: AddressRange): MemoryHolder | undefined {
  const occupied = state.input.profile.occupied.find((each) => each.range.overlaps(range));
  return occupied === undefined ? undefined : { ...occupied, path: undefined };
}

/** Whether `/chosen` hands over a command line. */
export function bootargsOf(state: Pick<BootState, 'input'>): string {
  const { chosen } = state.input;
  return chosen !== undefined && hasProperty(chosen, 'bootargs') ? (stringOf(chosen, 'bootargs') ?? '') : '';
}
