import type { Architecture, Patch, Profile } from '../../../server/src/kernel/input/profile.ts';
import { AddressRange } from '../../../server/src/kernel/units/addressRange.ts';
import { plainProfile } from '../../plainProfile.ts';
import type { Random } from '../harness/random.ts';

/** A profile as plain data. */
export interface PlainProfile {
  readonly kernel: string;
  readonly architecture: Architecture;
  readonly commandLine: string;
  readonly patches: readonly Patch[];
  readonly config: Readonly<Record<string, string | number>>;
  /** Banks as base and size in MiB; the tree's own where it is empty. */
  readonly memory: readonly (readonly [base: number, size: number])[];
}

export const KERNELS: readonly string[] = ['5.10', '5.15', '6.1', '6.6', '6.12', '6.18.8', '6.18', '7.0', '7.2', '7.3'];

export const COMMAND_LINES: readonly string[] = [
  '',
  'cma=0',
  'cma=16M',
  'cma=16M@0x70000000',
  'cma=1G@0-4G',
  'mem=256M',
  'swiotlb=force',
  'mem=1G@0x40000000 cma=64M',
  'cma=',
  'cma=99999999999999999999',
  'memmap=16M$0x50000000',
  'hugetlb_cma=64M',
  'reserve_mem=4M:4096:oops',
  'swiotlb=noforce,4',
  '"cma=8M" --',
];

const CONFIGS: readonly PlainProfile['config'][] = [
  {},
  {},
  { CONFIG_ARM64_16K_PAGES: 'y' },
  { CONFIG_ARM64_64K_PAGES: 'y' },
  { CONFIG_DMA_CMA: 'n' },
  { CONFIG_CMA_SIZE_SEL_PERCENTAGE: 'y', CONFIG_CMA_SIZE_PERCENTAGE: 25 },
  { CONFIG_CMA_SIZE_MBYTES: 64 },
  { CONFIG_CMA_AREAS: 1 },
  { CONFIG_NUMA: 'y' },
  { CONFIG_CMA: 'n' },
];

const PATCHES: readonly (readonly Patch[])[] = [
  [],
  [],
  ['coherent-heap-v1'],
  ['coherent-heap-v3'],
  ['cma-heap-v6'],
  ['dma-heap-accessors'],
];

export function drawnProfile(random: Random): PlainProfile {
  return {
    kernel: random.pick(KERNELS),
    architecture: random.pick(['arm64', 'arm64', 'arm', 'riscv'] as const),
    commandLine: random.oneIn(2) ? '' : random.pick(COMMAND_LINES),
    patches: random.pick(PATCHES),
    config: random.pick(CONFIGS),
    memory: random.pick([
      [],
      [],
      [[1024, 2048]],
      [[1024, 8192]],
      [
        [1024, 256],
        [2048, 256],
      ],
    ] as const),
  };
}

const ARCHITECTURES: readonly Architecture[] = ['arm64', 'arm', 'riscv'];

/** The next whole number that is none below 0 and far from what a machine holds: readers of options take no other. */
const whole = (number: number): number => (Math.abs(Math.trunc(number)) || 0) % 2 ** 40;

/**
 * The profile that plain data stand for, also after a change by chance: an architecture that is none counts as the first
 * one, numbers that are none of MiB or of an option as the next that is.
 */
export function profileOf({ config, memory, architecture, ...rest }: PlainProfile): Profile {
  const bytes = (mebibytes: number): bigint => BigInt(whole(mebibytes)) << 20n;
  const ranges = memory.map(([base, size]) => new AddressRange(bytes(base), bytes(size)));
  return plainProfile({
    ...rest,
    architecture: ARCHITECTURES.includes(architecture) ? architecture : 'arm64',
    config: new Map(
      Object.entries(config).map(([name, value]) => [name, typeof value === 'number' ? whole(value) : value]),
    ),
    memory: ranges.length === 0 ? undefined : ranges,
  });
}
