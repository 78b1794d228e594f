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
  'compatible = "shared-dma-pool"; no-map;',
  'no-map;',
  '',
);
const region = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(kind, base, size).map(([of, at, bytes]) => `${of} reg = ${pair([at, bytes])};`) },
  { weight: 1, arbitrary: fc.tuple(kind, size).map(([of, bytes]) => `${of} size = <${hex(bytes)}>;`) },
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
    ),
  })
  .map(({ banks, regions, bootargs }) => {
    const cells = '#address-cells = <1>; #size-cells = <1>;';
    const children = regions.map((body, index) => `r${index} { ${body} };`).join('\n');
    return [
      `/dts-v1/;\n/ { ${cells}`,
      `chosen { bootargs = "${bootargs}"; };`,
      `memory@40000000 { device_type = "memory"; reg = ${banks.map(pair).join(', ')}; };`,
      `reserved-memory { ${cells} ranges;\n${children}\n}; };`,
    ].join('\n');
  });

const profile: fc.Arbitrary<Profile> = fc.record({
  kernel: fc.constantFrom('5.15', '6.1', '6.12', '7.3.4'),
  architecture: fc.constantFrom('arm64' as const, 'arm' as const, 'arm' as const, 'riscv' as const),
  patches: fc.constant([]),
  config: fc.constant(new Map()),
  commandLine: fc.constant(''),
  memory: fc.constantFrom(undefined, undefined, undefined, [new AddressRange(0x4000_0000n, 0n)]),
  occupied: fc.constantFrom([], [], [{ name: 'kernel', range: new AddressRange(0x4020_8000n, 0x80_0000n) }]),
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
    const { architecture, kernel, memory } = given;
    const shown = `${source}\n${architecture} ${kernel}${memory === undefined ? '' : ' without memory'}`;
    return { text: shown, analysis: analyse(reader.read(boardRequest('board.dts')), given) };
  });
}
