import type { BoardSketch, RegionSketch } from '../../boots/boardSketch.ts';
import type { Random } from '../harness/random.ts';
import { drawnProfile, type PlainProfile, profileOf } from './profiles.ts';

/** Base and size in hexadecimal: plain data have no bigints. */
export type PlainRange = readonly [base: string, size: string];

/** A child of `/reserved-memory` as plain data. */
export interface PlainRegion {
  readonly name: string;
  readonly reg: readonly PlainRange[];
  readonly size: string;
  readonly alignment: string;
  readonly allocRanges: readonly PlainRange[];
  readonly compatible: string;
  readonly status: string;
  readonly flags: readonly string[];
  /** A property of any bytes, over those above. */
  readonly raw: readonly (readonly [name: string, bytes: readonly number[]])[];
}

/** A memory map and what boots it, as plain data. */
export interface PlainMap {
  readonly regions: readonly PlainRegion[];
  readonly reservations: readonly PlainRange[];
  readonly profile: PlainProfile;
}

const SIZES = [0, 1, 0x800, 0x1000, 0x10_0000, 0x20_0000, 0x30_0000, 0x40_0000, 0x400_0000, 2 ** 40].map((size) =>
  size.toString(16),
);
const ADDRESSES = ['0', '40100000', '40200000', '60000000', '60000800', 'bff00000', 'fffff000', 'ffffffffffffffff'];

/** A stretch of memory, often at an edge of RAM. */
export function plainRange(random: Random): PlainRange {
  const base = random.oneIn(3) ? random.pick(ADDRESSES) : (0x4000_0000 + random.below(300) * 0x80_0000).toString(16);
  return [base, random.oneIn(20) ? 'ffffffffffffffff' : random.pick(SIZES)];
}

/** A region of any kind. */
export function plainRegion(random: Random): PlainRegion {
  const isDynamic = random.oneIn(2);
  return {
    name: random.pick(['a@1', 'b', 'system', 'reserved', 'n'.repeat(70), 'c', 'd', 'e', 'f']),
    reg: isDynamic ? [] : random.list(1, random.oneIn(6) ? 3 : 1, () => plainRange(random)),
    size: isDynamic ? random.pick(SIZES) : '',
    alignment: random.oneIn(3) ? random.pick(SIZES) : '',
    allocRanges: random.oneIn(4) ? random.list(1, 2, () => plainRange(random)) : [],
    compatible: random.pick(['shared-dma-pool', 'shared-dma-pool', 'restricted-dma-pool', 'other', '']),
    status: random.oneIn(8) ? random.pick(['okay', 'ok', 'disabled', '']) : '-',
    flags: random.oneIn(4)
      ? random.some(['reusable', 'no-map', 'linux,cma-default', 'linux,dma-default'])
      : random.pick([['reusable'], ['no-map'], []]),
    raw: random.oneIn(12)
      ? [[random.pick(['reg', 'size', 'alignment', 'alloc-ranges']), random.list(0, 20, () => random.below(256))]]
      : [],
  };
}

const number = (hexadecimal: string): bigint => BigInt.asUintN(64, BigInt(`0x${hexadecimal}`));
const isNumber = (text: string): boolean => /^[0-9a-f]{1,16}$/.test(text);

/** The board that plain data stand for; what is no number in them is left out. */
export function sketchOf({ regions, reservations, profile }: PlainMap): BoardSketch {
  const ranges = (list: readonly PlainRange[]) =>
    list
      .filter(([base, size]) => isNumber(base) && isNumber(size))
      .map(([base, size]) => [number(base), number(size)] as const);
  const region = (plain: PlainRegion): RegionSketch => ({
    ...(plain.reg.length > 0 ? { reg: ranges(plain.reg) } : {}),
    ...(isNumber(plain.size) ? { size: number(plain.size) } : {}),
    ...(isNumber(plain.alignment) ? { alignment: number(plain.alignment) } : {}),
    ...(plain.allocRanges.length > 0 ? { allocRanges: ranges(plain.allocRanges) } : {}),
    ...(plain.compatible === '' ? {} : { compatible: plain.compatible }),
    ...(plain.status === '-' ? {} : { status: plain.status }),
    flags: plain.flags,
    raw: Object.fromEntries(plain.raw.map(([name, bytes]) => [name, Uint8Array.from(bytes)])),
  });
  const { config, memory, ...rest } = profileOf(profile);
  return {
    regions: Object.fromEntries(regions.map((plain) => [plain.name, region(plain)])),
    memoryReservations: ranges(reservations),
    profile: { ...rest, ...(memory === undefined ? {} : { memory }) },
    config: Object.fromEntries(config),
  };
}

/** A memory map by chance, and a profile. */
export const plainMap = (random: Random): PlainMap => ({
  regions: random.list(0, 8, () => plainRegion(random)),
  reservations: random.list(0, 2, () => plainRange(random)),
  profile: drawnProfile(random),
});
