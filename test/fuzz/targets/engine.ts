import { boot } from '../../../server/src/kernel/boot.ts';
import type { BootedRegion, BootOutcome } from '../../../server/src/kernel/outcome/bootOutcome.ts';
import { type BoardSketch, bootInput, type RegionSketch } from '../../boots/boardSketch.ts';
import type { Random } from '../harness/random.ts';
import { fuzzTarget, need, needSame } from '../harness/target.ts';
import { type PlainProfile, plainProfile, profileOf } from '../making/profiles.ts';
import { BOOT_ORACLES, holdsMemory, needSoundBoot } from '../oracles/bootInvariants.ts';

const SAME = 'a boot is always the same';
const PLACED = 'a region that the kernel places lies in RAM';
const APART = 'a region that the kernel places lies on nobody else';

/** Base and size in hexadecimal: plain data have no bigints. */
type PlainRange = readonly [base: string, size: string];

/** A child of `/reserved-memory` as plain data. */
interface PlainRegion {
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

interface EngineInput {
  readonly regions: readonly PlainRegion[];
  readonly reservations: readonly PlainRange[];
  readonly profile: PlainProfile;
}

const SIZES = [0, 1, 0x800, 0x1000, 0x10_0000, 0x20_0000, 0x30_0000, 0x40_0000, 0x400_0000, 2 ** 40].map((size) =>
  size.toString(16),
);
const ADDRESSES = ['0', '40100000', '40200000', '60000000', '60000800', 'bff00000', 'fffff000', 'ffffffffffffffff'];

function plainRange(random: Random): PlainRange {
  const base = random.oneIn(3) ? random.pick(ADDRESSES) : (0x4000_0000 + random.below(300) * 0x80_0000).toString(16);
  return [base, random.oneIn(20) ? 'ffffffffffffffff' : random.pick(SIZES)];
}

function plainRegion(random: Random): PlainRegion {
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

function sketchOf({ regions, reservations, profile }: EngineInput): BoardSketch {
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

/** A region without `reg` is where the kernel found room: in RAM, outside of all that was taken before. */
function needPlacesFound({ profile, regions, systemMemory }: BootOutcome, sketch: BoardSketch): void {
  const isDynamic = (name: string): boolean => {
    const { reg, raw } = sketch.regions?.[name] ?? {};
    return reg === undefined && raw?.reg === undefined;
  };
  const placed = regions.filter((region) => holdsMemory(region) && region.range !== undefined);
  for (const { name, range } of placed) {
    if (range === undefined || range.size === 0n || !isDynamic(name)) continue;
    const isInRam = systemMemory.some((bank) => bank.contains(range));
    need(PLACED, isInRam, () => `${name} at ${range.base.toString(16)} + ${range.size.toString(16)}`);
    // Another cause than that it shares memory may be that its own reservation was refused: it is on memory of others.
    const holdsFirmly = ({ cause }: BootedRegion) => cause === undefined || cause.kind === 'shares-memory-with';
    const holders = placed.filter((other) => other.name !== name && holdsFirmly(other));
    const others = [...holders, ...profile.occupied];
    const on = others.find((other) => other.range?.overlaps(range));
    need(APART, on === undefined, () => `${name} lies on ${on?.name}`);
  }
}

export const target = fuzzTarget<EngineInput>({
  name: 'engine',
  inputs:
    'generated memory maps: up to eight regions of any kind, reservations, kernels from 5.10 on, command lines, configurations',
  oracles: [SAME, PLACED, APART, ...BOOT_ORACLES],
  inTests: 2500,
  make: (random) => ({
    regions: random.list(0, 8, () => plainRegion(random)),
    reservations: random.list(0, 2, () => plainRange(random)),
    profile: plainProfile(random),
  }),
  change: ({ regions, reservations, profile }, random) => ({
    regions: [...regions, plainRegion(random)].filter(() => !random.oneIn(8)).slice(-10),
    reservations: random.oneIn(4) ? [plainRange(random)] : reservations,
    profile: random.oneIn(3) ? plainProfile(random) : profile,
  }),
  open: () => {
    let count = 0;
    return (input) => {
      const sketch = sketchOf(input);
      const outcome = boot(bootInput(sketch));
      needSoundBoot(outcome);
      needPlacesFound(outcome, sketch);
      if (count++ % 8 === 0) needSame(SAME, boot(bootInput(sketch)), outcome);
    };
  },
});
