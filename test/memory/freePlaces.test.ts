import { beforeAll, describe, expect, test } from 'vitest';
import { type Analysis, analyse } from '../../server/src/analysis.ts';
import { BoardReader } from '../../server/src/devicetree/board.ts';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import type { Profile } from '../../server/src/kernel/input/profile.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { formatRange } from '../../server/src/kernel/units/formatBytes.ts';
import { freePlaces, type PlaceRequest, usualAlignment } from '../../server/src/memory/freePlaces.ts';
import { boardRequest } from '../boardRequest.ts';
import { MemoryReader } from '../memoryReader.ts';
import { testParser } from '../parser.ts';
import { plainProfile } from '../plainProfile.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const MIB = 1n << 20n;

const PROFILE = plainProfile({ config: new Map([['CONFIG_CMA_SIZE_MBYTES', 0]]) });

/** A board of two cells each by default, with what stands in its root and below /reserved-memory. */
function board(root: string, regions: string, profile: Partial<Profile> = {}, addressCells = 2): Analysis {
  const cells = `#address-cells = <${addressCells}>; #size-cells = <2>;`;
  const text = `/dts-v1/;\n/ { ${cells} ${root} reserved-memory { ${cells} ranges; ${regions} }; };`;
  const read = new BoardReader(new MemoryReader({ 'board.dts': text }), parser).read(boardRequest('board.dts'));
  expect(read.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return analyse(read, { ...PROFILE, ...profile });
}

const RAM = 'memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };';

const placesOf = (analysis: Analysis, request: PlaceRequest): string[] =>
  freePlaces(analysis, request).places.map(formatRange);

describe('free places', () => {
  test('the ends of each hole, the highest first, and last what boot loaders load to', () => {
    const analysis = board(RAM, 'a@60000000 { no-map; reg = <0 0x60000000 0 0x10000000>; };');
    expect(freePlaces(analysis, { size: 16n * MIB })).toEqual({
      places: [0x7f00_0000n, 0x7000_0000n, 0x5f00_0000n, 0x4000_0000n].map((base) => new AddressRange(base, 16n * MIB)),
      assumptions: ['loaded-images'],
    });
  });

  test('are aligned, and hold all that is asked for', () => {
    const analysis = board(RAM, 'a@50100000 { no-map; reg = <0 0x50100000 0 0x2fdff000>; };');
    // Free: 0x40000000-0x500fffff and 0x7feff000-0x7fffffff.
    expect(placesOf(analysis, { size: 2n * MIB, alignment: 2n * MIB })).toEqual([
      '0x4fe00000-0x4fffffff',
      '0x40000000-0x401fffff',
    ]);
    expect(placesOf(analysis, { size: MIB, alignment: MIB })).toEqual([
      '0x7ff00000-0x7fffffff',
      '0x50000000-0x500fffff',
      '0x40000000-0x400fffff',
    ]);
  });

  test.each([
    ['a region as it is written', '', 'a@7f000000 { no-map; reg = <0 0x7f000000 0 0x1000000>; };'],
    [
      'one that the kernel refuses',
      '',
      'a@7f000000 { compatible = "shared-dma-pool"; reusable; reg = <0 0x7f000000 0 0xfff000>; };',
    ],
    [
      'a dynamic region where it is placed',
      '',
      'a { size = <0 0x1000000>; alloc-ranges = <0 0x7f000000 0 0x1000000>; };',
    ],
    ['the default area', 'chosen { bootargs = "cma=16M@0x70000000"; };', ''],
  ])('are not over %s', (_, root, regions) => {
    const analysis = board(`${RAM} ${root}`, regions);
    const [held] = [...analysis.boot.regions, ...analysis.boot.cmaAreas].map(({ range }) => range);
    expect(held?.size).toBe(regions.includes('0xfff000') ? 0xfff000n : 16n * MIB);
    for (const place of freePlaces(analysis, { size: 16n * MIB }).places) expect(held?.overlaps(place)).toBe(false);
    expect(freePlaces(analysis, { size: 16n * MIB, near: held?.end ?? 0n }).places.length).toBeGreaterThan(0);
  });

  test('are not over what the profile and the memory reservation block hold', () => {
    const range = new AddressRange(0x7f00_0000n, 16n * MIB);
    const occupied = board(RAM, '', { occupied: [{ name: 'kernel', range }] });
    expect(freePlaces(occupied, { size: MIB })).toMatchObject({ assumptions: [] });
    expect(placesOf(occupied, { size: MIB })).toEqual(['0x7ef00000-0x7effffff', '0x40000000-0x400fffff']);
    const firmware = board(RAM, '', { firmwareRegions: [{ name: 'tee', range, noMap: true }] });
    expect(placesOf(firmware, { size: MIB })[0]).toBe('0x7ef00000-0x7effffff');
  });

  test('are in RAM as mem= cuts it, and where none is known in what is assumed', () => {
    expect(placesOf(board(`${RAM} chosen { bootargs = "mem=512M"; };`, ''), { size: MIB })[0]).toBe(
      '0x5ff00000-0x5fffffff',
    );
    const assumed = board('', '');
    expect(freePlaces(assumed, { size: MIB })).toMatchObject({
      places: [{ base: 0xbff0_0000n }, { base: 0x4000_0000n }],
      assumptions: ['ram', 'loaded-images'],
    });
  });

  test('come first where every device reaches, and cross no end of a zone', () => {
    const root = `memory@80000000 { device_type = "memory"; reg = <0 0x80000000 1 0x0>; };
      soc { #address-cells = <2>; #size-cells = <2>; ranges; dma-ranges = <0 0 0 0 0 0xc0000000>; };`;
    expect(placesOf(board(root, ''), { size: 32n * MIB })).toEqual([
      '0xbe000000-0xbfffffff',
      '0x80000000-0x81ffffff',
      '0x17e000000-0x17fffffff',
      '0x100000000-0x101ffffff',
      '0xfe000000-0xffffffff',
      '0xc0000000-0xc1ffffff',
    ]);
  });

  test('lie within what is asked for, next to an address', () => {
    const analysis = board(RAM, 'a@60000000 { no-map; reg = <0 0x60000000 0 0x10000000>; };');
    expect(placesOf(analysis, { size: MIB, within: [new AddressRange(0x5000_0000n, 0x1800_0000n)] })).toEqual([
      '0x5ff00000-0x5fffffff',
      '0x50000000-0x500fffff',
    ]);
    expect(placesOf(analysis, { size: MIB, near: 0x5800_0000n }).slice(0, 3)).toEqual([
      '0x58000000-0x580fffff',
      '0x5ff00000-0x5fffffff',
      '0x70000000-0x700fffff',
    ]);
  });

  test('the region that is moved leaves its own', () => {
    const analysis = board(RAM, 'a@60000000 { no-map; reg = <0 0x60000000 0 0x10000000>; };');
    const request = { size: 0x1000_0000n, near: 0x6000_0000n };
    expect(placesOf(analysis, request)[0]).toBe('0x70000000-0x7fffffff');
    expect(placesOf(analysis, { ...request, moving: '/reserved-memory/a@60000000' })[0]).toBe('0x60000000-0x6fffffff');
  });

  test('there are none for nothing, for too much, and beyond the cells of the root', () => {
    const analysis = board(RAM, '');
    for (const size of [0n, -1n, 0x4000_0001n, 1n << 70n]) expect(placesOf(analysis, { size })).toEqual([]);
    expect(placesOf(analysis, { size: MIB, alignment: 0n })).toEqual([]);
    const high = [new AddressRange(1n << 32n, 1n << 30n)];
    expect(placesOf(board('', '', { memory: high }, 1), { size: MIB })).toEqual([]);
    expect(placesOf(board('', '', { memory: high }), { size: MIB })).toHaveLength(2);
  });

  test('on 32-bit arm not where the kernel unpacks itself', () => {
    const ram = 'memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x600000>; };';
    expect(placesOf(board(ram, '', { architecture: 'arm' }), { size: MIB, alignment: MIB })).toEqual([
      '0x40500000-0x405fffff',
      '0x40100000-0x401fffff',
      '0x40000000-0x400fffff',
    ]);
  });
});

test('the alignment that a kind of region needs', () => {
  const arm64 = board(RAM, '');
  expect(usualAlignment(arm64, { isCma: true, noMap: false })).toBe(2n * MIB);
  expect(usualAlignment(arm64, { isCma: false, noMap: true })).toBe(4096n);
  const arm = board(RAM, '', { architecture: 'arm' });
  expect(usualAlignment(arm, { isCma: false, noMap: true })).toBe(2n * MIB);
  expect(usualAlignment(arm, { isCma: false, noMap: false })).toBe(4096n);
});
