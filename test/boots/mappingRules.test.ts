import { describe, expect, test } from 'vitest';
import type { Profile } from '../../server/src/kernel/input/profile.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import type { RegionSketch } from './boardSketch.ts';
import { bootOf, cmaPool } from './sketchedBoot.ts';

const MIB = 1n << 20n;
const GIB = 1n << 30n;

/** A no-map carve-out. */
function carveOut(base: bigint, size: bigint): RegionSketch {
  return { flags: ['no-map'], reg: [[base, size]] };
}

/** Why a boot with one region at the top of the sketch's RAM (0x40000000 to 0xc0000000) ends; `undefined` where it boots. */
function stopOf(region: RegionSketch, profile: Partial<Profile> = {}): unknown {
  return bootOf({ regions: { r: region }, profile }).stop?.kind;
}

describe('arm64 maps whole pages', () => {
  const odd = carveOut(0xbfc0_0000n, 4n * MIB - 100n);

  test('what is left of a page at the top of RAM is the first to be used', () => {
    for (const kernel of ['7.3.4', '6.12.117', '6.12']) expect(stopOf(odd, { kernel }), kernel).toBe('partial-page');
    for (const kernel of ['6.1.192', '7.2.13', '6.12.5']) expect(stopOf(odd, { kernel }), kernel).toBeUndefined();
    expect(bootOf({ regions: { r: odd } }).stop?.regions).toEqual(['/reserved-memory/r']);
  });

  test('not where it is mapped, whole, or away from the top', () => {
    expect(stopOf({ reg: [[0xbfc0_0000n, 4n * MIB - 100n]] })).toBeUndefined();
    expect(stopOf(carveOut(0xbfc0_0000n, 4n * MIB))).toBeUndefined();
    expect(stopOf(carveOut(0x6000_0000n, 4n * MIB - 100n))).toBeUndefined();
    expect(
      stopOf(odd, { architecture: 'riscv', memory: [new AddressRange(0x4000_0000n, 2n * GIB)], occupied: [] }),
    ).toBeUndefined();
  });
});

describe('arm maps lowmem by sections and by pages', () => {
  const arm = { architecture: 'arm', occupied: [] } as const;

  test.each([
    ['an odd MiB, and does not end at one', 0x5fd0_0000n, 28n << 10n, 'unmappable-lowmem'],
    ['an even MiB', 0x5fc0_0000n, 28n << 10n, undefined],
    ['an odd MiB, one MiB long', 0x5fd0_0000n, MIB, undefined],
    ['an odd MiB, two MiB long', 0x5fd0_0000n, 2n * MIB, undefined],
    ['within a MiB', 0x5fd1_0000n, 28n << 10n, undefined],
    ['an odd MiB of highmem', 0xafd0_0000n, 28n << 10n, undefined],
  ])('a no-map region that begins at %s', (_, base, size, stop) => {
    expect(stopOf(carveOut(base, size), arm)).toBe(stop);
  });

  test('with LPAE a section is as large as an entry, so that a no-map region may begin at any MiB', () => {
    const regions = { r: carveOut(0x5fd0_0000n, 28n << 10n) };
    expect(bootOf({ regions, profile: arm }).booted).toBe(false);
    expect(bootOf({ regions, profile: arm, config: { CONFIG_ARM_LPAE: 'y' } }).booted).toBe(true);
  });

  test('the rest of the entry after a pool at the top of lowmem is the next to be used', () => {
    const memory = [new AddressRange(0x4000_0000n, 0x2000_0000n)];
    expect(stopOf(cmaPool(0x5f80_0000n, 8n * MIB - 4096n), { ...arm, memory })).toBe('unmapped-with-cma');
    expect(stopOf(cmaPool(0x5080_0000n, 8n * MIB - 4096n), { ...arm, memory })).toBeUndefined();
    expect(stopOf(cmaPool(0x5f80_0000n, 8n * MIB), { ...arm, memory })).toBeUndefined();
  });
});

describe('RAM below the kernel', () => {
  const memory = [new AddressRange(0x4000_0000n, GIB)];
  const occupied = [{ name: 'kernel', range: new AddressRange(0x4020_0000n, 16n * MIB) }];
  const ramOf = (profile: Partial<Profile>) => bootOf({ profile: { memory, occupied, ...profile } });

  test('is left out by riscv before 6.4', () => {
    const old = ramOf({ architecture: 'riscv', kernel: '6.1' });
    expect(old.memory[0]?.base).toBe(0x4020_0000n);
    expect(old.log.map(({ line }) => line)).toContain('OF: fdt: Ignoring memory range 0x40000000 - 0x40200000');
    expect(ramOf({ architecture: 'riscv', kernel: '6.6' }).memory[0]?.base).toBe(0x4000_0000n);
  });

  test('and by arm, but not by arm64', () => {
    expect(ramOf({ architecture: 'arm' }).memory[0]?.base).toBe(0x4020_0000n);
    expect(ramOf({ architecture: 'arm64' }).memory[0]?.base).toBe(0x4000_0000n);
  });

  test('is none on arm where nothing says where the image lies, whatever the order of the banks', () => {
    const banks = [new AddressRange(0x8000_0000n, GIB / 2n), new AddressRange(0x4000_0000n, GIB / 2n)];
    const outcome = bootOf({ profile: { architecture: 'arm', memory: banks, occupied: [] } });
    expect(outcome.systemMemory.map(({ base }) => base)).toEqual([0x4000_0000n, 0x8000_0000n]);
  });

  test('a whole bank below it is left out', () => {
    const low = new AddressRange(0x1000_0000n, 64n * MIB);
    const outcome = ramOf({ architecture: 'arm', memory: [low, ...memory] });
    expect(outcome.memory).toHaveLength(1);
    expect(outcome.log[0]?.line).toBe('OF: fdt: Ignoring memory block 0x10000000 - 0x14000000');
  });
});
