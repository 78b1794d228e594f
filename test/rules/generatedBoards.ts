import fc from 'fast-check';
import { type Analysis, analyse } from '../../server/src/analysis.ts';
import { BoardReader } from '../../server/src/devicetree/board.ts';
import type { Profile } from '../../server/src/kernel/input/profile.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { boardRequest } from '../boardRequest.ts';
import { MemoryReader } from '../memoryReader.ts';
import { testParser } from '../parser.ts';

/** The same boards in every run. */
const SEED = 12;

const hex = (value: number): string => `0x${value.toString(16)}`;
const pair = ([base, size]: readonly [number, number]): string => `<${hex(base)} ${hex(size)}>`;

const base = fc.oneof(
  fc.constantFrom(0x4000_0000, 0x4010_0000, 0x6ff8_0000, 0x6ff0_0800, 0x7fe0_0000, 0x8000_0000, 0xc000_0000, 0),
  fc.integer({ min: 0, max: 256 }).map((mebibytes) => 0x4000_0000 + mebibytes * 0x40_0000),
);
const size = fc.constantFrom(
  0,
  0x800,
  0x1800,
  0x8_0000,
  0x10_0000,
  0x18_0000,
  0x20_0000,
  0x100_0000,
  0x4000_0000,
  0x3ff0_0000,
);

const kind = fc.constantFrom(
  'compatible = "shared-dma-pool"; reusable;',
  'compatible = "shared-dma-pool"; reusable;',
  'compatible = "shared-dma-pool"; no-map;',
  'no-map;',
  '',
  'compatible = "shared-dma-pool"; reusable; linux,cma-default;',
  'compatible = "shared-dma-pool"; no-map; linux,dma-default;',
  'compatible = "shared-dma-pool";',
  'compatible = "restricted-dma-pool";',
  'compatible = "restricted-dma-pool"; no-map;',
  'compatible = "shared-dma-pool"; reusable; no-map;',
  'reusable;',
  'status = "disabled"; no-map;',
);
const region = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(kind, base, size).map(([of, at, bytes]) => `${of} reg = ${pair([at, bytes])};`) },
  { weight: 2, arbitrary: fc.tuple(kind, size).map(([of, bytes]) => `${of} size = <${hex(bytes)}>;`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(kind, size, base, size)
      .map(([of, bytes, at, length]) => `${of} size = <${hex(bytes)}>; alloc-ranges = ${pair([at, length])};`),
  },
  { weight: 1, arbitrary: fc.tuple(kind, base).map(([of, at]) => `${of} reg = <0x0 ${hex(at)} 0x200000>;`) },
);

const bank = fc.constantFrom<readonly [number, number]>(
  [0x4000_0000, 0x4000_0000],
  [0x4000_0000, 0x3000_0000],
  [0x4000_0000, 0x1010_0000],
  [0x5018_0000, 0x1000_0000],
  [0x4000_0000, 0x800],
  [0x4000_0000, 0],
  [0x4000_0800, 0x3f00_0400],
);

const text = fc
  .record({
    banks: fc.uniqueArray(bank, { minLength: 1, maxLength: 2 }),
    regions: fc.array(region, { maxLength: 4 }),
    bootargs: fc.constantFrom(
      '',
      '',
      '',
      'mem=0',
      'mem=64M',
      'cma=16M@0x60000000',
      'cma=0',
      'cma=17M@0x60100000-0x61200000',
      'cma=2G',
      'mem=512M cma=300M',
    ),
    reservation: fc.constantFrom('', '', '', '/memreserve/ 0x60000000 0x100000;'),
  })
  .map(({ banks, regions, bootargs, reservation }) => {
    const cells = '#address-cells = <1>; #size-cells = <1>;';
    const children = regions.map((body, index) => `r${index} { ${body} };`).join('\n');
    return [
      `/dts-v1/;\n${reservation}\n/ { ${cells}`,
      `chosen { bootargs = "${bootargs}"; };`,
      `memory@40000000 { device_type = "memory"; reg = ${banks.map(pair).join(', ')}; };`,
      `reserved-memory { ${cells} ranges;\n${children}\n}; };`,
    ].join('\n');
  });

const profile: fc.Arbitrary<Profile> = fc.record({
  kernel: fc.constantFrom('5.10', '5.15', '6.1', '6.6', '6.12', '6.18', '7.0', '7.3.4'),
  architecture: fc.constantFrom('arm64' as const, 'arm' as const, 'arm' as const, 'riscv' as const),
  patches: fc.constant([]),
  config: fc
    .constantFrom<Readonly<Record<string, string | number>>>(
      {},
      {},
      { CONFIG_DMA_CMA: 'n' },
      { CONFIG_DMA_DECLARE_COHERENT: 'n' },
      { CONFIG_DMA_RESTRICTED_POOL: 'y', CONFIG_DMA_GLOBAL_POOL: 'y' },
      { CONFIG_ARM64_64K_PAGES: 'y' },
      { CONFIG_ARM64_16K_PAGES: 'y' },
      { CONFIG_ARM_LPAE: 'y' },
      { CONFIG_HIGHMEM: 'n' },
      { CONFIG_CMA_AREAS: 1 },
      { CONFIG_CMA_SIZE_MBYTES: 1024 },
      { CONFIG_CMA_SIZE_MBYTES: 0 },
    )
    .map((options) => new Map(Object.entries(options))),
  commandLine: fc.constant(''),
  memory: fc.constantFrom(undefined, undefined, undefined, [new AddressRange(0x4000_0000n, 0n)]),
  occupied: fc.constantFrom(
    [],
    [],
    [{ name: 'kernel', range: new AddressRange(0x4020_8000n, 0x80_0000n) }],
    [
      { name: 'kernel', range: new AddressRange(0x4040_0000n, 0x80_0000n) },
      { name: 'initrd', range: new AddressRange(0x6000_0000n, 0x12_3456n) },
      { name: 'dtb', range: new AddressRange(0x7ff0_0000n, 0x1_0000n) },
    ],
  ),
  firmwareRegions: fc.constantFrom(
    [],
    [],
    [{ name: 'firmware@7ff00000', range: new AddressRange(0x7ff0_0000n, 0x1800n), noMap: true }],
  ),
});

/** Boards of one bank or two and few regions, with numbers that boots end over, under profiles of all architectures. */
export async function generatedBoards(
  count: number,
): Promise<{ readonly text: string; readonly analysis: Analysis }[]> {
  const parser = await testParser();
  return fc.sample(fc.tuple(text, profile), { numRuns: count, seed: SEED }).map(([source, given]) => {
    const reader = new BoardReader(new MemoryReader({ 'board.dts': source }), parser);
    const { architecture, kernel, memory, config, occupied, firmwareRegions } = given;
    const holders = [...occupied, ...firmwareRegions].map(({ name }) => name).join(' ');
    const options = [...config].map(([name, value]) => `${name}=${value}`).join(' ');
    const shown = `${source}\n${architecture} ${kernel}${memory === undefined ? '' : ' without memory'} ${options} ${holders}`;
    return { text: shown, analysis: analyse(reader.read(boardRequest('board.dts')), given) };
  });
}
