import { describe, expect, test } from 'vitest';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import type { BoardSketch, RegionSketch } from './boardSketch.ts';
import { bootOf, cmaPool, linesOf, MIB, POOL } from './sketchedBoot.ts';

describe('predicted ends', () => {
  test('CMA memory outside RAM', () => {
    const outcome = bootOf({ regions: { v: cmaPool(0x2_0000_0000n, 16n * MIB) } });
    const stop = { kind: 'area-outside-ram', regions: ['/reserved-memory/v'], area: 'v' };
    expect(outcome).toMatchObject({ booted: false, heaps: [], stop });
  });

  test('a CMA buffer that reaches into memory without a mapping, or into a hole of RAM, crashes; one beyond RAM is refused', () => {
    const results = (sketch: BoardSketch, sizes: readonly string[]) => {
      const steps = sizes.map((size, index) => ({ op: 'allocate', heap: 'v', size, id: `b${index}` }));
      return runScenario(bootOf(sketch), new Map(), readScenario({ steps }).scenario).steps.map((step) => step.result);
    };
    const refused = { compatible: 'restricted-dma-pool', flags: ['no-map'], reg: [[0x6040_0000n, MIB]] } as const;
    const regions = { r: refused, v: cmaPool(0x6000_0000n, 16n * MIB) };
    expect(results({ regions }, ['4M', '4M'])).toEqual(['ok', 'crash']);
    const memory = [new AddressRange(0x8000_0000n, 0x8000_0000n)];
    const profile = { architecture: 'riscv', memory, occupied: [] } as const;
    const behind = { v: cmaPool(0xff80_0000n, 16n * MIB) };
    expect(results({ regions: behind, profile }, ['8M', '1M'])).toEqual(['ok', 'ENOMEM']);
    const banks = [new AddressRange(0x8000_0000n, 0x2080_0000n), new AddressRange(0xa100_0000n, 0x1000_0000n)];
    const holed = { regions: { v: cmaPool(0xa000_0000n, 32n * MIB) }, profile: { ...profile, memory: banks } };
    expect(results(holed, ['8M', '1M'])).toEqual(['ok', 'crash']);
  });

  test('arm hangs over a CMA region that is not aligned to 2 MiB', () => {
    const profile = { architecture: 'arm', occupied: [] } as const;
    const outcome = bootOf({ regions: { v: cmaPool(0x6010_0000n, 16n * MIB) }, profile });
    expect(outcome.booted).toBe(false);
    expect(linesOf(outcome)).toEqual(['cma: Reserved 16 MiB at 0xbf000000']);
    expect(bootOf({ regions: { v: cmaPool(0x6020_0000n, 16n * MIB) }, profile }).booted).toBe(true);
  });
});

describe('bad input', () => {
  test('profiles that are no kernel have an outcome with a reason', () => {
    expect(bootOf({ profile: { kernel: 'latest' } })).toMatchObject({
      booted: false,
      stop: { kind: 'no-version', version: 'latest' },
    });
    expect(bootOf({ profile: { architecture: 'mips' as 'arm' } }).stop).toMatchObject({ architecture: 'mips' });
    expect(bootOf({ profile: { memory: [] } }).stop?.kind).toBe('no-memory');
    expect(
      bootOf({ config: { CONFIG_CMA_AREAS: -3, CONFIG_CMA_SIZE_MBYTES: -1, CONFIG_ARCH_FORCE_MAX_ORDER: 9999 } })
        .booted,
    ).toBe(true);
  });

  test('sizes and addresses at the end of the address space', () => {
    const top = (1n << 64n) - 1n;
    const outcome = bootOf({
      regions: {
        a: { reg: [[top, top]], flags: ['no-map'] },
        b: cmaPool(top - MIB, top),
        c: { size: top, compatible: POOL, flags: ['reusable'] },
        d: { size: MIB, alignment: top, allocRanges: [[top, top]] },
        e: { size: 0n },
      },
    });
    expect(outcome.regions.map((region) => region.state)).toContain('failed');
  });

  test('every truncation of every property', () => {
    const whole: RegionSketch = {
      compatible: POOL,
      reg: [[0x6000_0000n, MIB]],
      size: MIB,
      alignment: MIB,
      allocRanges: [[0n, top()]],
    };
    for (const property of ['reg', 'size', 'alignment', 'alloc-ranges', 'compatible', 'status']) {
      for (let length = 0; length < 20; length++) {
        const outcome = bootOf({ regions: { v: { ...whole, raw: { [property]: new Uint8Array(length).fill(7) } } } });
        expect(outcome.regions).toHaveLength(1);
      }
    }
    function top(): bigint {
      return 1n << 40n;
    }
  });
});
