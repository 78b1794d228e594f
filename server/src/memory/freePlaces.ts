import { usualImagePlace } from '../kernel/early/usualImagePlace.ts';
import type { Profile } from '../kernel/input/profile.ts';
import type { BootOutcome } from '../kernel/outcome/bootOutcome.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { Remembered } from '../text/remembered.ts';
import type { MemoryMap } from './memoryMap.ts';

/** A board whose memory has been booted; an `Analysis` is one. */
export interface BootedMemory {
  readonly memory: MemoryMap;
  readonly profile: Profile;
  readonly boot: BootOutcome;
  readonly memoryAssumed: boolean;
}

/** What is to be placed. Addresses and sizes in bytes. */
export interface PlaceRequest {
  readonly size: bigint;
  /** What the base must be a multiple of; a page where it is absent. */
  readonly alignment?: bigint;
  /** Where all of it must lie, such as the DMA windows of its devices; anywhere where it is absent. */
  readonly within?: readonly AddressRange[];
  /** The address above which the next place is preferred; without it the highest place is. */
  readonly near?: bigint;
  /** The path of a region that is to be moved: what it holds now counts as free. */
  readonly moving?: string;
}

/**
 * What is not known of a board, so that a place may not be free on it: how much RAM there is, or where the boot loader
 * has put the kernel, the initrd and the device tree.
 */
export type PlaceAssumption = 'ram' | 'loaded-images';

/** Where something can be placed. */
export interface FreePlaces {
  /** Ranges of the size asked for, the preferred one first. Empty where nothing is free, or nothing fits. */
  readonly places: readonly AddressRange[];
  readonly assumptions: readonly PlaceAssumption[];
}

const MIB = 1n << 20n;
const FOUR_GIB = 1n << 32n;

/**
 * Where boot loaders put what they load, counted from the start of RAM: the kernel in the first 128 MiB, the device tree
 * and the initrd just above (Documentation/arch/arm/booting.rst; U-Boot's default addresses on arm64 and riscv).
 */
const LOADED_IMAGES = 256n * MIB;

/**
 * The free, aligned places for something of a size on a booted board: in RAM as the boot has it (cut by `mem=`, assumed
 * where the tree leaves it to firmware), addressable with the root's cells, over nothing that is reserved (regions as
 * written and as placed, `/memreserve/`, firmware's, the image, the default CMA area), and over no end of a zone. Of each
 * hole its ends are offered, and what follows `near`. Preferred is what every device of the machine reaches, then what
 * boot loaders do not load to, then the order that the request asks for. A size or alignment that is not above 0 has no
 * place.
 */
export function freePlaces(board: BootedMemory, request: PlaceRequest): FreePlaces {
  const { profile, boot, memoryAssumed } = board;
  const { size, near, within = [new AddressRange(0n, 1n << 64n)] } = request;
  const alignment = request.alignment ?? BigInt(boot.pageSize);
  const assumptions: PlaceAssumption[] = [];
  if (memoryAssumed) assumptions.push('ram');
  if (!profile.occupied.some(({ name }) => name === 'kernel')) assumptions.push('loaded-images');
  const places = new Map<bigint, AddressRange>();
  if (size > 0n && alignment > 0n) {
    for (const hole of holesOf(board, request.moving)) {
      for (const range of within) {
        const part = hole.intersection(range);
        for (const base of basesIn(part, size, alignment, near)) places.set(base, new AddressRange(base, size));
      }
    }
  }
  return { places: [...places.values()].sort(preference(board, near)), assumptions };
}

/** What a base should be a multiple of so that the kernel of a board takes a region of this kind, in bytes. */
export function usualAlignment({ boot, profile }: BootedMemory, kind: { isCma: boolean; noMap: boolean }): bigint {
  const page = BigInt(boot.pageSize);
  if (kind.isCma) return boot.cmaMinimumAlignment > page ? boot.cmaMinimumAlignment : page;
  // arch/arm/mm/mmu.c maps lowmem by pairs of sections, 2 MiB, and cannot map every other gap.
  return kind.noMap && profile.architecture === 'arm' ? 2n * MIB : page;
}

/** The first and the last place in a hole, and the next one after an address in it. */
function basesIn(hole: AddressRange, size: bigint, alignment: bigint, near: bigint | undefined): bigint[] {
  const last = hole.end - size - ((hole.end - size) % alignment);
  const first = nextMultiple(hole.base, alignment);
  if (hole.size < size || first > last) return [];
  const next = near === undefined ? undefined : nextMultiple(near, alignment);
  return next !== undefined && first < next && next < last ? [first, next, last] : [first, last];
}

const nextMultiple = (value: bigint, of: bigint): bigint => ((value + of - 1n) / of) * of;

/** What is free of RAM, cut where one zone ends and the next begins, lowest first. */
function holesOf(board: BootedMemory, moving: string | undefined): AddressRange[] {
  const { memory, boot } = board;
  const addressable = 1n << BigInt(32 * Math.min(memory.cells.address, 2));
  const cuts = [FOUR_GIB, boot.dma.dmaZoneLimit + 1n, boot.lowmemEnd].map((edge) => ({ base: edge, end: edge }));
  const held = heldStretches(board).filter(({ holder }) => moving === undefined || holder !== moving);
  const taken = [...held, ...cuts].sort(byBase);
  const holes: AddressRange[] = [];
  for (const bank of boot.systemMemory) {
    const end = bank.end < addressable ? bank.end : addressable;
    let at = bank.base;
    for (const range of taken) {
      if (range.base >= end) break;
      if (range.end < at) continue;
      if (range.base > at) holes.push(new AddressRange(at, range.base - at));
      if (range.end > at) at = range.end;
    }
    if (at < end) holes.push(new AddressRange(at, end - at));
  }
  return holes;
}

/** A stretch of memory that is held, `end` the first address after it. */
interface HeldStretch {
  readonly base: bigint;
  readonly end: bigint;
  /** The path of the region that alone holds it; `undefined` where something else does, or several do. */
  readonly holder: string | undefined;
}

const stretchesOfBoards = new Remembered<BootedMemory, readonly HeldStretch[]>();

/** All that is held, in stretches that do not overlap, lowest first. Every finding of a board may ask for it: made once. */
function heldStretches(board: BootedMemory): readonly HeldStretch[] {
  const known = stretchesOfBoards.get(board);
  if (known !== undefined) return known;
  const bounds = takenOf(board)
    .flatMap(({ range, holder }) => [
      { base: range.base, holder, change: 1 },
      { base: range.end, holder, change: -1 },
    ])
    .sort(byBase);
  /** How often each holder holds what lies at the bound. */
  const counts = new Map<string | undefined, number>();
  const stretches: HeldStretch[] = [];
  let base = 0n;
  for (const { base: at, holder, change } of bounds) {
    if (counts.size > 0 && base < at) {
      const [only] = counts.keys();
      stretches.push({ base, end: at, holder: counts.size === 1 ? only : undefined });
    }
    base = at;
    const count = (counts.get(holder) ?? 0) + change;
    if (count === 0) counts.delete(holder);
    else counts.set(holder, count);
  }
  stretchesOfBoards.set(board, stretches);
  return stretches;
}

/** Everything that somebody holds, or means to hold though the kernel refuses it. */
function takenOf({ memory, profile, boot }: BootedMemory): { range: AddressRange; holder: string | undefined }[] {
  const image = usualImagePlace(profile.architecture, boot.systemMemory[0]?.base);
  const isImageKnown = profile.occupied.some(({ name }) => name === 'kernel');
  // An area that a region was made into is the region's.
  const regionsByBase = new Map(boot.regions.map(({ range, path }) => [range?.base, path]));
  const others = [
    ...memory.reservations.map(({ range }) => range),
    ...profile.occupied.map(({ range }) => range),
    ...(image === undefined || isImageKnown ? [] : [image]),
  ];
  return [
    ...memory.regions
      .filter(({ enabled }) => enabled)
      .flatMap(({ reg, path }) => reg.map(({ range }) => ({ range, holder: path }))),
    ...boot.regions.flatMap(({ range, path }) => (range === undefined ? [] : [{ range, holder: path }])),
    ...boot.cmaAreas.map(({ range }) => ({ range, holder: regionsByBase.get(range.base) })),
    ...others.map((range) => ({ range, holder: undefined })),
  ].filter(({ range }) => range.size > 0n);
}

/** Which of two places is better: negative where the first is. */
function preference(
  { boot, profile }: BootedMemory,
  near: bigint | undefined,
): (a: AddressRange, b: AddressRange) => number {
  const isImageKnown = profile.occupied.some(({ name }) => name === 'kernel');
  const loadedEnd = isImageKnown ? 0n : (boot.systemMemory[0]?.base ?? 0n) + LOADED_IMAGES;
  const faults = ({ base, end }: AddressRange): number =>
    (end > boot.dma.dmaZoneLimit + 1n ? 2 : 0) + (base < loadedEnd ? 1 : 0);
  return (a, b) => {
    const worse = faults(a) - faults(b);
    if (worse !== 0) return worse;
    if (near === undefined) return -byBase(a, b);
    const isAbove = ({ base }: AddressRange): boolean => base >= near;
    if (isAbove(a) !== isAbove(b)) return isAbove(a) ? -1 : 1;
    return isAbove(a) ? byBase(a, b) : -byBase(a, b);
  };
}

function byBase(a: { readonly base: bigint }, b: { readonly base: bigint }): number {
  return a.base < b.base ? -1 : a.base > b.base ? 1 : 0;
}
