import { describe, expect, test } from 'vitest';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { cells } from './boardSketch.ts';
import { bootOf, cmaPool, heapNames, linesOf, MIB } from './sketchedBoot.ts';

describe('zones and placement', () => {
  test('an area across 4 GiB exists, but cannot be used', () => {
    const outcome = bootOf({
      regions: { v: cmaPool(0xff00_0000n, 32n * MIB) },
      profile: { memory: [new AddressRange(0x4000_0000n, 0x2_0000_0000n)] },
    });
    expect(outcome.cmaAreas[0]).toMatchObject({ name: 'v', activated: false });
    expect(linesOf(outcome)).toContain('cma: CMA area v could not be activated');
    expect(heapNames(outcome)).toContain('v');
    expect(outcome.regions[0]?.cause).toEqual({ kind: 'crosses-zone', edge: 0x1_0000_0000n });
  });

  test('cma= without an address goes below the DMA limit, with one exactly there', () => {
    const base = (commandLine: string) => {
      const outcome = bootOf({ profile: { commandLine } });
      return outcome.cmaAreas[outcome.defaultCmaArea ?? -1];
    };
    expect(base('cma=32M')?.range.size).toBe(32n * MIB);
    expect(base('cma=32M@0x70000000')).toMatchObject({ range: { base: 0x7000_0000n }, basePredictable: true });
    expect(base('cma=0')).toBeUndefined();
    expect(base('cma=32M@0x40200000')).toBeUndefined();
  });

  test('a default area that could not be reserved says why', () => {
    const kind = (commandLine: string) => bootOf({ profile: { commandLine } }).defaultCmaAreaCause?.kind;
    expect(kind('cma=32M')).toBeUndefined();
    expect(kind('cma=0')).toBeUndefined();
    expect(kind('cma=32M@0x40200000')).toBe('reserved-before');
    expect(kind('cma=32M@0x70100000')).toBe('misaligned');
    expect(kind('cma=4G')).toBe('beyond-limit');
    expect(kind('cma=2040M')).toBe('no-place');
  });

  test('the default area leaves out what every arm kernel covers, wherever the profile puts it', () => {
    const kind = (size: string, start = 0x4000_0000n) => {
      const memory = [new AddressRange(start, 64n * MIB)];
      const outcome = bootOf({ profile: { architecture: 'arm', commandLine: `cma=${size}`, memory, occupied: [] } });
      return outcome.defaultCmaAreaCause?.kind;
    };
    expect(kind('64M')).toBe('no-place');
    expect(kind('60M')).toBe('no-place');
    expect(kind('56M')).toBeUndefined();
    // Where the image lies in a later part of 128 MiB is not known.
    expect(kind('64M', 0x4400_0000n)).toBeUndefined();
  });

  test('above 4 GiB it goes up from what every arm kernel covers', () => {
    const memory = [new AddressRange(0x8_0000_0000n, 2048n * MIB)];
    const profile = { architecture: 'arm', commandLine: 'cma=64M', memory, occupied: [] } as const;
    const { cmaAreas } = bootOf({ profile, compatible: 'ti,k2g', config: { CONFIG_ARM_LPAE: 'y' } });
    expect(cmaAreas.map(({ range }) => range.base)).toEqual([0x8_0080_0000n]);
  });

  test('mem= and linux,usable-memory-range bound RAM', () => {
    expect(bootOf({ profile: { commandLine: 'mem=512M', occupied: [] } }).memory).toEqual([
      new AddressRange(0x4000_0000n, 0x2000_0000n),
    ]);
    const chosen = { 'linux,usable-memory-range': cells(0, 0x5000_0000, 0, 0x1000_0000) };
    expect(bootOf({ chosen }).memory).toEqual([new AddressRange(0x5000_0000n, 0x1000_0000n)]);
  });

  test('flat memory survives an area that ends a little behind RAM, sparse memory does not', () => {
    const regions = { v: cmaPool(0xff80_0000n, 16n * MIB) };
    const memory = [new AddressRange(0x8000_0000n, 0x8000_0000n)];
    const riscv = bootOf({ regions, profile: { architecture: 'riscv', memory, occupied: [] } });
    expect(riscv).toMatchObject({ booted: true });
    expect(riscv.cmaAreas[0]).toMatchObject({ name: 'v', activated: true });
    expect(bootOf({ regions, profile: { memory, occupied: [] } }).booted).toBe(false);
    const sparse = { CONFIG_SPARSEMEM: 'y' };
    const profile = { architecture: 'riscv', memory, occupied: [] } as const;
    expect(bootOf({ regions, profile, config: sparse }).booted).toBe(false);
    const below = { v: cmaPool(0x1000_0000n, 16n * MIB) };
    expect(bootOf({ regions: below, profile }).booted).toBe(false);
  });

  test('an area in a hole between banks: descriptors are there on riscv, given back on arm, absent on arm64', () => {
    const regions = { v: cmaPool(0xa000_0000n, 16n * MIB) };
    const memory = [new AddressRange(0x8000_0000n, 0x1000_0000n), new AddressRange(0xb000_0000n, 0x1000_0000n)];
    const booted = (architecture: 'arm64' | 'arm' | 'riscv') =>
      bootOf({ regions, profile: { architecture, memory, occupied: [] } }).booted;
    expect([booted('riscv'), booted('arm'), booted('arm64')]).toEqual([true, false, false]);
  });

  test('the swiotlb: 64 MiB where RAM is out of reach, else a thousandth of RAM since 6.5', () => {
    const swiotlb = (kernel: string, ram: bigint, commandLine = '', config = {}) => {
      const memory = [new AddressRange(0x4000_0000n, ram)];
      return bootOf({ profile: { kernel, memory, occupied: [], commandLine }, config }).dma.swiotlb?.size;
    };
    const without = { CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC: 'n' };
    expect(swiotlb('7.3', 8192n * MIB)).toBe(64n * MIB);
    expect(swiotlb('7.3', 2048n * MIB)).toBe(2n * MIB);
    expect(swiotlb('7.3', 512n * MIB)).toBe(MIB / 2n);
    expect(swiotlb('6.1', 2048n * MIB)).toBeUndefined();
    expect(swiotlb('7.3', 2048n * MIB, 'swiotlb=force')).toBe(2n * MIB);
    expect(swiotlb('7.3', 2048n * MIB, 'swiotlb=force', without)).toBe(64n * MIB);
    expect(swiotlb('7.3', 2048n * MIB, 'swiotlb=1024')).toBe(2n * MIB);
    expect(swiotlb('7.3', 8192n * MIB, 'swiotlb=noforce')).toBeUndefined();
  });

  test("firmware's regions come first", () => {
    const outcome = bootOf({
      regions: { v: cmaPool(0x6000_0000n, 16n * MIB) },
      profile: { firmwareRegions: [{ name: 'tee@70000000', range: new AddressRange(0x7000_0000n, MIB), noMap: true }] },
    });
    expect(outcome.regions.map((region) => region.name)).toEqual(['tee@70000000', 'v']);
    expect(outcome.regions[0]).toMatchObject({ state: 'reserved', noMap: true, cause: undefined });
  });
});
