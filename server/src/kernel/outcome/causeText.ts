import { formatHex, formatRange, formatSize } from '../units/formatBytes.ts';
import type { BootStop, MemblockArray, RemapObstacle } from './bootStop.ts';
import type {
  AttachFailure,
  DefaultAreaCause,
  DriverRefusal,
  MemoryHolder,
  MissingHeap,
  RefusedMemory,
  RegionCause,
} from './regionCause.ts';

/*
 * The one place where what the engine found becomes English: clauses that go on from "…: ", without a capital letter or a
 * full stop. Whoever needs to know what happened reads the values; these are for people.
 */

/** Ranges of `alloc-ranges` that are named. */
const NAMED_RANGES = 4;
const KEPT = 'the memory is set aside and unused';
const CMA_LINE = 'cma= on the command line takes the place of the linux,cma-default node';

/** Why a region is not what its author asked for. */
export function causeText(cause: RegionCause): string {
  switch (cause.kind) {
    case 'root-without-ranges':
      return '/reserved-memory has no ranges: the kernel ignores all of its children';
    case 'root-cells-differ':
      return `the cells of /reserved-memory are not the root's (${cause.address} and ${cause.size}): the kernel ignores all of its children`;
    case 'disabled':
      return 'its status is neither "okay" nor "ok"';
    case 'no-reg-nor-size':
      return 'it has neither a usable reg nor a size';
    case 'empty-reg':
      return 'its reg is empty';
    case 'zero-size':
      return 'its size is 0';
    case 'malformed-ranges':
      return `the length of ${cause.property} is no multiple of the root cells${cause.ignored ? ': it is ignored, any address will do' : ''}`;
    case 'malformed-number':
      return `${cause.property} must be ${cause.cells} cells, the root's ${cause.property === 'size' ? '#size-cells' : '#address-cells'}`;
    case 'several-ranges':
      return severalRanges(cause);
    case 'table-full':
      return tableFull(cause);
    case 'memblock-full':
      return cause.array === 'reserved'
        ? 'the kernel has no room for one more reservation'
        : 'the kernel has no room for one more memory region, so it cannot be taken out of the map';
    case 'reserved-before':
      if (cause.image)
        return 'it covers all of RAM, where the kernel’s image lies in any case: it stays mapped and shared';
      return `${cause.holder === undefined ? 'something' : holderText(cause.holder)} has reserved a part of it before: it stays mapped and shared`;
    case 'no-place':
      return noPlace(cause);
    case 'driver-not-configured':
      return cause.memory === undefined
        ? `this kernel has no ${cause.option}: ${KEPT}`
        : `${refusalText(cause)}${refusedMemoryText(cause.memory)}`;
    case 'driver-unknown':
      return `this kernel knows no ${cause.compatible}: ${KEPT}`;
    case 'reusable-without-pool':
      return `it is reusable but not compatible with shared-dma-pool: ${KEPT}`;
    case 'not-default-area':
      return `it is not the default area: ${cause.winner.name} is initialised after it and takes its place`;
    case 'crosses-zone':
      return `it crosses the end of a memory zone at ${formatHex(cause.edge)}: the area exists, but every allocation fails`;
    case 'cannot-attach':
      return attachFailureText(cause.failure);
    case 'no-heap':
      return `it has no heap: ${missingHeapText(cause)}`;
    case 'reservation-inside':
      return `the memory reservation block holds ${formatRange(cause.reservation)}, and the area hands it out nevertheless`;
    case 'given-back-with':
      return `${formatRange(cause.range)} goes back to the page allocator with ${holderText(cause.refused)}, which is refused`;
    case 'shares-memory-with':
      return `it shares memory with ${holderText(cause.holder)}, and both use it`;
    case 'boot-ended':
      return 'the boot ends before its turn';
    default:
      if (cause.memory !== undefined) return `${refusalText(cause)}${refusedMemoryText(cause.memory)}`;
      // Where no driver was asked, none wants both.
      return cause.kind === 'reusable-and-no-map'
        ? `it is both reusable and no-map: no driver takes it, ${KEPT}`
        : refusalText(cause);
  }
}

function holderText({ name, range }: MemoryHolder): string {
  return `${name} (${formatRange(range)})`;
}

function severalRanges({ entries, reserved, used }: Extract<RegionCause, { kind: 'several-ranges' }>): string {
  if (!used) return `it has ${entries} reg entries: they are reserved, but it becomes no pool`;
  if (reserved === 'first') return `only the first of its ${entries} reg entries is reserved`;
  return `only the first of its ${entries} reg entries is used, all are reserved`;
}

function tableFull({ table, limit, reserved }: Extract<RegionCause, { kind: 'table-full' }>): string {
  switch (table) {
    case 'dynamic':
      return `the kernel places at most ${limit} dynamic regions`;
    case 'all':
      return `the kernel keeps at most ${limit} regions: ${reserved ? KEPT : 'it is not placed'}`;
    case 'counted':
      return `the kernel has no room for one more region: ${KEPT}`;
  }
}

function noPlace({ size, alignment, searched, largestHole }: Extract<RegionCause, { kind: 'no-place' }>): string {
  const named = (searched ?? []).slice(0, NAMED_RANGES).map(formatRange);
  if (searched !== undefined && searched.length > NAMED_RANGES) named.push('…');
  const where = searched === undefined ? 'in RAM' : `within alloc-ranges (${named.join(', ')})`;
  const hole =
    largestHole === undefined
      ? 'nothing is free there'
      : `the largest hole is ${formatSize(largestHole.size)} (${formatRange(largestHole)})`;
  return `no ${formatSize(size)} aligned to ${formatSize(alignment)} are free ${where}; ${hole}`;
}

function refusalText(refusal: DriverRefusal): string {
  switch (refusal.kind) {
    case 'cma-slots-full':
      return `all ${refusal.limit} CMA areas of this kernel (CONFIG_CMA_AREAS) are taken`;
    case 'memory-not-reserved':
      return 'its memory is not reserved any more';
    case 'bypassed-by-cma':
      return CMA_LINE;
    case 'not-reusable':
      return 'it is not reusable, and only reusable regions become CMA areas';
    case 'reusable-and-no-map':
      return 'it is both reusable and no-map, and no-map memory cannot be reused';
    case 'misaligned': {
      const wrong = refusal.base === undefined ? `size ${formatSize(refusal.size)}` : `base ${formatHex(refusal.base)}`;
      return `its ${wrong} is no multiple of ${formatSize(refusal.alignment)}, this kernel's CMA alignment`;
    }
    case 'driver-not-configured':
      return `this kernel has no ${refusal.option}`;
    case 'reusable-coherent-pool':
      return 'it is reusable, and a coherent pool must not be';
    case 'coherent-pool-mapped':
      return 'on arm a coherent pool needs no-map';
    case 'restricted-pool-forbids':
      return `a restricted-dma-pool must not be ${refusal.property}`;
  }
}

function refusedMemoryText({ fate, unmapped, victim }: RefusedMemory): string {
  if (fate === 'kept') return '; its memory stays set aside and unused';
  return [
    '; its memory goes back to the page allocator',
    unmapped ? ', which has no mapping for it: the first use panics' : '',
    victim === undefined ? '' : `, and with it that of the ${holderText(victim)}`,
  ].join('');
}

function missingHeapText(missing: MissingHeap): string {
  switch (missing.obstacle) {
    case 'minors-full':
      return `${missing.limit} heaps are all there can be`;
    case 'name-taken':
      return `another one is called "${missing.name}" already`;
    case 'name-empty':
      return 'a heap must have a name';
    case 'list-full':
      return missing.deferred
        ? `the list of the proposed coherent heap holds ${missing.limit} pools`
        : `the proposed coherent heap knows the first ${missing.limit} pools`;
  }
}

/** Why no device can attach to a coherent pool. */
export function attachFailureText(failure: AttachFailure): string {
  switch (failure) {
    case 'empty':
      return 'it is empty';
    case 'ram':
      return 'it is ordinary RAM: without no-map the kernel refuses to map it uncached, and every attach fails with EINVAL';
    case 'mixed':
      return 'it is partly ordinary RAM: the kernel refuses to map it uncached, and every attach fails with EINVAL';
    case 'first-page-is-ram':
      return 'its base is not page-aligned and shares a page with ordinary RAM: every attach fails with EINVAL';
  }
}

/** Why the default area of the configuration or of `cma=` could not be reserved. */
export function defaultAreaText(cause: DefaultAreaCause): string {
  switch (cause.kind) {
    case 'misaligned':
      return `${formatHex(cause.base)} is no multiple of ${formatSize(cause.alignment)}`;
    case 'crosses-lowmem':
      return `it would reach across the end of lowmem at ${formatHex(cause.edge)}`;
    case 'beyond-limit':
      return `${formatSize(cause.size)} from ${formatHex(cause.base)} on do not end before ${formatHex(cause.limit)}`;
    case 'reserved-before':
      return `a part of ${formatRange(cause.range)} is reserved already`;
    case 'no-place':
      return `no ${formatSize(cause.size)} are free between ${formatHex(cause.base)} and ${formatHex(cause.limit)}`;
    default:
      return refusalText(cause);
  }
}

const FULL_MEMBLOCK: Readonly<Record<MemblockArray, string>> = {
  memory: 'there are more pieces of RAM (no-map regions cut it)',
  reserved: 'there are more reservations',
};

const OBSTACLES: Readonly<Record<RemapObstacle, string>> = {
  'kernel-image': 'the kernel image lies there',
  'end-still-mapped': 'its base is no multiple of 2 MiB, and its end is still mapped',
  'overlaps-cma': 'it overlaps another CMA region',
};

/** Why a boot ends before init. */
export function stopText(stop: BootStop): string {
  switch (stop.kind) {
    case 'no-version':
      return `"${stop.version}" is no kernel version such as 6.12 or 7.3.4`;
    case 'unknown-architecture':
      return `"${stop.architecture}" is none of arm64, arm, riscv`;
    case 'no-memory':
      return 'the board has no memory';
    case 'no-free-memory':
      return `regions leave ${stop.free === 0n ? 'nothing' : formatSize(stop.free)} of RAM to the kernel, which needs ${formatSize(stop.needed)} to describe its pages alone: it panics at its first allocations`;
    case 'memblock-full':
      return `${FULL_MEMBLOCK[stop.array]} than the kernel has room for before paging is up: it ${stop.panics ? 'panics' : 'dies without a message'}`;
    case 'remap':
      return `the kernel hangs while it maps ${formatRange(stop.range)} as CMA memory: ${OBSTACLES[stop.obstacle]}`;
    case 'unmappable-lowmem':
      return `the kernel hangs while it maps ${formatRange(stop.range)}, beside ${stop.regions.length > 0 ? 'no-map memory' : 'a gap in RAM'} that begins at an odd MiB and does not end at a MiB: the 2 MiB around it are mapped by a section already and cannot be mapped by pages`;
    case 'unmapped-with-cma':
      return `the kernel hangs: CMA memory is unmapped by whole 2 MiB, and its next allocation lies in ${formatRange(stop.range)}, the rest of the last one`;
    case 'partial-page':
      return `${formatRange(stop.range)} shares a page with ${stop.regions.length > 0 ? 'no-map memory' : 'what is no RAM'}, so the kernel does not map it, and takes it for its first allocation: it panics`;
    case 'image-released':
      return `${stop.region} is refused, and giving back its memory gives back the kernel image (${formatRange(stop.image)})`;
    case 'unmapped-release':
      return `${formatRange(stop.range)} is given back to the page allocator but not mapped: the first use panics`;
    case 'area-outside-ram':
      return `CMA area ${stop.area} (${formatRange(stop.range)}) lies outside RAM: ${stop.certain ? 'the kernel panics when it activates it' : 'what activating it does to the kernel is undefined, and most boots end there'}`;
  }
}
