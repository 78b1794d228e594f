import { describe, expect, test } from 'vitest';
import { type BoardSketch, cells, type RegionSketch } from './boardSketch.ts';
import { bootOf, cmaPool, heapNames, linesOf, MIB, manyPools, POOL, stateOf, withKernel } from './sketchedBoot.ts';

describe('limits', () => {
  test('a pool beyond CONFIG_CMA_AREAS is given back, and no default area is left', () => {
    const outcome = bootOf({
      regions: manyPools(21, (index) => cmaPool(0x6000_0000n + BigInt(index) * 4n * MIB, 4n * MIB)),
    });
    expect(outcome.cmaAreas).toHaveLength(20);
    expect(stateOf(outcome, 'p20')).toBe('released');
    expect(outcome.defaultCmaArea).toBeUndefined();
    expect(heapNames(outcome)).not.toContain('default_cma_region');
    expect(linesOf(outcome)).toContain('cma: Not enough slots for CMA reserved regions!');
    expect(linesOf(outcome)).toContain('Reserved memory: unable to setup CMA region');
  });

  test('6.1 has one area more than it is configured for', () => {
    const regions = manyPools(21, (index) => cmaPool(0x6000_0000n + BigInt(index) * 4n * MIB, 4n * MIB));
    expect(bootOf(withKernel('6.1', { regions })).cmaAreas).toHaveLength(21);
  });

  test.each(['6.1', '6.12.12', '6.12.102'])('more than 64 static regions are too many for Linux %s', (kernel) => {
    const regions = manyPools(70, (index) => ({ reg: [[0x6000_0000n + BigInt(index) * MIB, 0x1000n]] }));
    const old = bootOf(withKernel(kernel, { regions }));
    expect(stateOf(old, 'p63')).toBe('reserved');
    expect(stateOf(old, 'p64')).toBe('failed');
    expect(old.log.filter(({ event }) => event === 'table-full')).toHaveLength(6);
  });

  test.each(['6.12.103', '6.13', '7.3.4'])('Linux %s makes room for each static region', (kernel) => {
    const regions = manyPools(70, (index) => ({ reg: [[0x6000_0000n + BigInt(index) * MIB, 0x1000n]] }));
    expect(stateOf(bootOf(withKernel(kernel, { regions })), 'p69')).toBe('reserved');
  });

  test('a no-map region over all of RAM covers the image, wherever that lies: it is refused, and the kernel boots', () => {
    const all = { fw: { reg: [[0x4000_0000n, 0x8000_0000n]], flags: ['no-map'] } } as const;
    const halves = {
      low: { reg: [[0x4000_0000n, 0x4000_0000n]], flags: ['no-map'] },
      high: { reg: [[0x8000_0000n, 0x4000_0000n]], flags: ['no-map'] },
    } as const;
    const unknown = bootOf({ regions: all, profile: { occupied: [] } });
    expect(unknown.regions[0]).toMatchObject({ state: 'failed', cause: { kind: 'reserved-before', image: true } });
    expect(unknown.booted).toBe(true);
    expect(stateOf(bootOf({ regions: halves, profile: { occupied: [] } }), 'low')).toBe('reserved');
    expect(stateOf(bootOf({ regions: halves, profile: { occupied: [] } }), 'high')).toBe('failed');
    expect(bootOf({ regions: all }).regions[0]).toMatchObject({
      state: 'failed',
      cause: { kind: 'reserved-before', holder: { name: 'kernel' } },
    });
  });

  test('a plain region is given back with a refused pool that covers it, in part or whole', () => {
    const regions = {
      inside: { reg: [[0x6010_0000n, 0x1000n]] },
      across: { reg: [[0x60f0_0000n, 0x20_0000n]] },
      beside: { reg: [[0x6200_0000n, 0x1000n]] },
      hidden: { reg: [[0x6020_0000n, 0x1000n]], flags: ['no-map'] },
      odd: cmaPool(0x6000_0000n, 0x100_1000n),
    } as const;
    const outcome = bootOf({ regions });
    expect(outcome.regions.map(({ name, state, cause }) => [name, state, cause?.kind])).toEqual([
      ['inside', 'released', 'given-back-with'],
      ['across', 'reserved', 'given-back-with'],
      ['beside', 'reserved', undefined],
      ['hidden', 'reserved', undefined],
      ['odd', 'released', 'misaligned'],
    ]);
  });

  test('more than 64 dynamic regions are too many in every version', () => {
    const regions = manyPools(66, () => ({ size: MIB }));
    const outcome = bootOf({ regions });
    expect(stateOf(outcome, 'p63')).toBe('reserved');
    expect(stateOf(outcome, 'p64')).toBe('failed');
    expect(linesOf(outcome).slice(0, 2)).toEqual([
      "OF: reserved mem: too many defined dynamic regions, skip 'p64'",
      "OF: reserved mem: too many defined dynamic regions, skip 'p65'",
    ]);
  });

  test('no-map regions that cut RAM into more than 128 pieces panic, unless arm64 has room for EFI', () => {
    const regions = manyPools(70, (index) => ({
      reg: [[0x6000_0000n + BigInt(index) * MIB, 0x1000n]],
      flags: ['no-map'],
    }));
    const outcome = bootOf({ regions });
    expect(outcome.booted).toBe(false);
    expect(linesOf(outcome)).toEqual(['Kernel panic - not syncing: memblock: cannot resize memory array']);
    expect(bootOf({ regions, config: { CONFIG_EFI: 'y' } }).booted).toBe(true);
  });
});

describe('what is refused', () => {
  test('a misaligned pool goes back to the allocator, with what others had reserved there', () => {
    const outcome = bootOf({
      regions: {
        'fw@60400000': { reg: [[0x6040_0000n, MIB]] },
        'v@60100000': cmaPool(0x6010_0000n, 16n * MIB),
      },
    });
    expect(stateOf(outcome, 'v@60100000')).toBe('released');
    expect(outcome.regions[1]?.cause).toMatchObject({ kind: 'misaligned', alignment: 2n * MIB });
    expect(outcome.log.filter(({ event }) => event === 'overlap')).toEqual([]);
  });

  test('reusable and no-map: kept and useless since 7.1, refused before', () => {
    const regions = { v: cmaPool(0x6000_0000n, 16n * MIB, 'no-map') };
    const current = bootOf({ regions });
    expect(stateOf(current, 'v')).toBe('reserved');
    expect(current.regions[0]?.cause?.kind).toBe('reusable-and-no-map');
    expect(stateOf(bootOf(withKernel('6.12', { regions })), 'v')).toBe('released');
  });

  test('a no-map region that is refused: with a reg it goes back unmapped, placed it stays reserved', () => {
    const config = { CONFIG_ARM64_64K_PAGES: 'y', CONFIG_PAGE_BLOCK_MAX_ORDER: 10 };
    const flags = ['no-map'];
    const compatible = 'restricted-dma-pool';
    const fixed = bootOf({ regions: { r: { compatible, flags, reg: [[0x6000_0000n, 4n * MIB]] } }, config });
    expect(fixed.booted).toBe(false);
    expect(fixed.regions[0]).toMatchObject({ state: 'released', cause: { memory: { unmapped: true } } });
    const placed = bootOf({ regions: { r: { compatible, flags, size: 4n * MIB } }, config });
    expect(placed.booted).toBe(true);
    expect(placed.regions[0]).toMatchObject({ state: 'reserved', cause: { memory: { fate: 'kept' } } });
  });

  test('restricted pools are known since 5.15', () => {
    const regions = { r: { compatible: 'restricted-dma-pool', reg: [[0x6000_0000n, MIB]] } } as const;
    expect(stateOf(bootOf(withKernel('5.15', { regions })), 'r')).toBe('restricted');
    expect(bootOf(withKernel('5.10', { regions })).regions[0]).toMatchObject({
      state: 'reserved',
      cause: { kind: 'driver-unknown', compatible: 'restricted-dma-pool' },
    });
  });

  test("the cells of /reserved-memory must be the root's", () => {
    const outcome = bootOf({
      regions: { v: cmaPool(0x6000_0000n, 16n * MIB) },
      reservedMemory: { '#address-cells': cells(1), '#size-cells': cells(1), ranges: new Uint8Array() },
    });
    expect(outcome.regions[0]).toMatchObject({ state: 'skipped', cause: { kind: 'root-cells-differ' } });
    expect(linesOf(outcome).slice(0, 2)).toEqual(
      Array(2).fill('OF: reserved mem: Reserved memory: unsupported node format, ignoring'),
    );
  });

  test('a malformed alloc-ranges is ignored since 6.19, and refused before', () => {
    const regions = {
      v: { compatible: POOL, flags: ['reusable'], size: 16n * MIB, raw: { 'alloc-ranges': cells(0, 0x6000_0000, 0) } },
    };
    const current = bootOf({ regions });
    expect(current.cmaAreas[0]?.range.base).toBe(0xbf00_0000n);
    const old = bootOf(withKernel('6.12', { regions }));
    expect(linesOf(old)[0]).toBe("OF: reserved mem: invalid alloc-ranges property in 'v', skipping node.");
    expect(stateOf(old, 'v')).toBe('skipped');
  });

  test('several reg entries, by version', () => {
    const regions = {
      v: {
        compatible: POOL,
        flags: ['reusable'],
        reg: [
          [0x6000_0000n, 4n * MIB],
          [0x6200_0000n, 4n * MIB],
        ],
      },
    } satisfies Record<string, RegionSketch>;
    const areas = (kernel: string) => bootOf(withKernel(kernel, { regions })).cmaAreas.map((area) => area.name);
    expect(areas('6.1')).toEqual(['v', 'reserved']);
    expect(areas('6.12')).toEqual(['v', 'reserved']);
    expect(areas('6.18')).toEqual(['reserved']);
    expect(areas('7.0')).toEqual(['reserved']);
    expect(areas('7.2')).toEqual(['v', 'reserved']);
  });

  test('no-map over a memory reservation: refused before 6.4, accepted since', () => {
    const regions = { fw: { reg: [[0x6000_0000n, MIB]], flags: ['no-map'] } } satisfies Record<string, RegionSketch>;
    const sketch = { regions, memoryReservations: [[0x6000_0000n, 0x1000n]] } satisfies BoardSketch;
    expect(linesOf(bootOf(withKernel('6.1', sketch)))[0]).toContain('failed to reserve memory for node');
    expect(linesOf(bootOf(withKernel('6.12', sketch))).join()).not.toContain('failed to reserve');
  });
});

describe('causes', () => {
  const causes = (sketch: BoardSketch) => bootOf(sketch).regions.map((region) => region.cause);

  test('two regions that share memory name each other', () => {
    const [a, b, c] = causes({
      regions: {
        a: cmaPool(0x6000_0000n, 16n * MIB),
        b: { reg: [[0x6040_0000n, MIB]] },
        c: { reg: [[0x7000_0000n, MIB]] },
      },
    });
    expect(a).toMatchObject({ kind: 'shares-memory-with', holder: { name: 'b', path: '/reserved-memory/b' } });
    expect(b).toMatchObject({ kind: 'shares-memory-with', holder: { name: 'a', path: '/reserved-memory/a' } });
    expect(c).toBeUndefined();
  });

  test('a CMA area over the image or over a memory reservation', () => {
    expect(causes({ regions: { v: cmaPool(0x4000_0000n, 16n * MIB) } })[0]).toMatchObject({
      holder: { name: 'kernel' },
    });
    const memoryReservations = [[0x6010_0000n, 0x1000n]] as const;
    const [cause] = causes({ regions: { v: cmaPool(0x6000_0000n, 16n * MIB) }, memoryReservations });
    expect(cause?.kind).toBe('reservation-inside');
  });

  test('of two default areas the last one initialised wins: dynamic nodes come before static ones', () => {
    const outcome = bootOf({
      regions: {
        fixed: cmaPool(0x6000_0000n, 16n * MIB, 'linux,cma-default'),
        placed: { compatible: POOL, flags: ['reusable', 'linux,cma-default'], size: 16n * MIB },
      },
    });
    expect(outcome.cmaAreas[outcome.defaultCmaArea ?? -1]?.name).toBe('fixed');
    expect(outcome.regions.map((region) => region.cause)).toEqual([
      undefined,
      { kind: 'not-default-area', winner: { name: 'fixed', path: '/reserved-memory/fixed' } },
    ]);
  });

  test('a coherent pool in ordinary RAM cannot be attached to', () => {
    const regions = { v: { compatible: POOL, reg: [[0x6000_0000n, MIB]] } } as const;
    expect(causes({ regions })[0]).toEqual({ kind: 'cannot-attach', failure: 'ram' });
    expect(bootOf({ regions }).coherentPools[0]?.attachFailure).toBe('ram');
  });
});
