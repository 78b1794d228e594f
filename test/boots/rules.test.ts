import { describe, expect, test } from 'vitest';
import { AddressRange } from '../../server/src/kernel/addressRange.ts';
import { boot } from '../../server/src/kernel/boot.ts';
import type { BootOutcome } from '../../server/src/kernel/bootOutcome.ts';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import { type BoardSketch, bootInput, cells, type RegionSketch } from './boardSketch.ts';

const MIB = 1n << 20n;
const POOL = 'shared-dma-pool';

const bootOf = (sketch: BoardSketch): BootOutcome => boot(bootInput(sketch));
const cmaPool = (base: bigint, size: bigint, ...flags: string[]): RegionSketch => ({
  compatible: POOL,
  reg: [[base, size]],
  flags: ['reusable', ...flags],
});
const heapNames = (outcome: BootOutcome) => outcome.heaps.map((heap) => heap.name);
const stateOf = (outcome: BootOutcome, name: string) => outcome.regions.find((region) => region.name === name)?.state;
const withKernel = (kernel: string, sketch: BoardSketch): BoardSketch => ({
  ...sketch,
  profile: { ...sketch.profile, kernel },
});

/** `count` pools of 4 MiB from 0x60000000 on. */
function manyPools(count: number, sketch: (index: number) => RegionSketch): Record<string, RegionSketch> {
  const regions: Record<string, RegionSketch> = {};
  for (let index = 0; index < count; index++) regions[`p${String(index).padStart(2, '0')}`] = sketch(index);
  return regions;
}

describe('heap names', () => {
  const regions = { 'cam@60000000': cmaPool(0x6000_0000n, 16n * MIB) };
  const withDefault = { 'linux,cma': cmaPool(0x6000_0000n, 16n * MIB, 'linux,cma-default') };

  test('by version, where the configuration makes the default area', () => {
    const names = (kernel: string) => heapNames(bootOf(withKernel(kernel, { regions })));
    expect(names('5.10')).toEqual(['system', 'reserved']);
    expect(names('6.16.1')).toEqual(['system', 'reserved']);
    expect(names('6.17')).toEqual(['system', 'default_cma_region', 'reserved']);
    expect(names('6.19')).toEqual(['system', 'default_cma_region', 'cam@60000000', 'reserved']);
    expect(names('7.3')).toEqual(['system', 'default_cma_region', 'cam@60000000', 'reserved']);
  });

  test('by version, where a node is the default area', () => {
    const names = (kernel: string) => heapNames(bootOf(withKernel(kernel, { regions: withDefault })));
    expect(names('6.12')).toEqual(['system', 'linux,cma']);
    expect(names('6.18')).toEqual(['system', 'default_cma_region', 'linux,cma']);
    expect(names('7.3')).toEqual(['system', 'default_cma_region', 'linux,cma']);
  });

  test('the legacy name can be configured away', () => {
    const config = { CONFIG_DMABUF_HEAPS_CMA_LEGACY: 'n' };
    expect(heapNames(bootOf(withKernel('6.18', { regions, config })))).toEqual(['system', 'default_cma_region']);
  });

  test('two heaps over one area share its backing', () => {
    const { heaps } = bootOf({ regions: withDefault });
    expect(heaps.filter((heap) => heap.allocator === 'cma').map((heap) => heap.backing)).toEqual([0, 0]);
  });

  test('a pool called "reserved" takes the name of the default area', () => {
    const outcome = bootOf({ regions: { reserved: cmaPool(0x6000_0000n, 16n * MIB) } });
    expect(heapNames(outcome)).toEqual(['system', 'default_cma_region', 'reserved']);
    expect(outcome.cmaAreas[outcome.heaps[2]?.backing ?? -1]?.range.base).toBe(0x6000_0000n);
    expect(outcome.log.slice(-3)).toEqual([
      "sysfs: cannot create duplicate filename '/devices/virtual/dma_heap/reserved'",
      'dma_heap: Unable to create device',
      'cma_heap: Failed to add CMA heap reserved',
    ]);
  });

  test('names are cut to 63 characters, and the second of two that are equal then is lost', () => {
    const long = 'n'.repeat(63);
    const outcome = bootOf({
      regions: { [`${long}a`]: cmaPool(0x6000_0000n, 4n * MIB), [`${long}b`]: cmaPool(0x6100_0000n, 4n * MIB) },
    });
    expect(heapNames(outcome)).toEqual(['system', 'default_cma_region', long, 'reserved']);
    expect(outcome.regions[1]?.reason).toContain('no heap');
  });

  test('an old kernel says that the name is taken', () => {
    const outcome = bootOf(
      withKernel('5.10.100', { regions: { system: cmaPool(0x6000_0000n, 16n * MIB, 'linux,cma-default') } }),
    );
    expect(outcome.log.at(-1)).toBe('dma_heap: Already registered heap named system');
  });

  test('the 2019 posting makes a heap of every area', () => {
    const outcome = bootOf(withKernel('6.12', { regions, profile: { patches: ['cma-heap-v6'] } }));
    expect(heapNames(outcome)).toEqual(['system', 'cam@60000000', 'reserved']);
  });

  test('the first coherent heap has a prefix and a list of limited length', () => {
    const outcome = bootOf({
      regions: manyPools(17, (index) => ({
        compatible: POOL,
        flags: ['no-map'],
        reg: [[0x6000_0000n + BigInt(index) * 4n * MIB, MIB]],
      })),
      profile: { patches: ['coherent-heap-v1'] },
    });
    expect(heapNames(outcome).filter((name) => name.startsWith('coherent_'))).toHaveLength(16);
    expect(outcome.heaps.at(-1)?.name).toBe('coherent_p15');
    const full = outcome.log.indexOf('Deferred heap areas list full, dropping p16');
    expect(outcome.log[full + 1]).toBe('Reserved memory: failed to register coherent heap for p16 (-22)');
    expect(outcome.log[full + 2]).toBe('OF: reserved mem: initialized node p16, compatible id shared-dma-pool');
  });

  test('the first coherent heap leaves out pools that the kernel refuses to map', () => {
    const outcome = bootOf({
      regions: { v: { compatible: POOL, reg: [[0x6000_0000n, MIB]] } },
      profile: { patches: ['coherent-heap-v1'] },
    });
    expect(heapNames(outcome)).toEqual(['system', 'default_cma_region', 'reserved']);
    expect(outcome.log.slice(-2)).toEqual([
      'memremap attempted on ram 0x0000000060000000 size: 0x100000',
      'Failed to add coherent heap v',
    ]);
    const config = { CONFIG_DMABUF_HEAPS_COHERENT: 'n' };
    const off = { v: { compatible: POOL, flags: ['no-map'], reg: [[0x6000_0000n, MIB]] } } as const;
    const patches = ['coherent-heap-v1'] as const;
    expect(heapNames(bootOf({ regions: off, profile: { patches } }))).toContain('coherent_v');
    expect(heapNames(bootOf({ regions: off, profile: { patches }, config }))).not.toContain('coherent_v');
  });

  test('there are 128 heaps at most, and 64 of them coherent', () => {
    const pools = manyPools(70, (index) => ({
      compatible: POOL,
      flags: ['no-map'],
      reg: [[0x6000_0000n + BigInt(index) * 4n * MIB, MIB]],
    }));
    const areas = manyPools(130, (index) => cmaPool(0x6000_0000n + BigInt(index) * 4n * MIB, 2n * MIB));
    const coherent = bootOf({
      regions: pools,
      config: { CONFIG_EFI: 'y' },
      profile: { patches: ['coherent-heap-v3'] },
    });
    expect(coherent.heaps.filter((heap) => heap.allocator === 'coherent')).toHaveLength(64);
    const full = coherent.log.indexOf('Deferred heap areas list full, dropping p64');
    expect(coherent.log[full + 1]).toBe('Reserved memory: failed to store coherent area for p64 (-22)');
    const cma = bootOf({ regions: areas, config: { CONFIG_CMA_AREAS: 200 } });
    expect(cma.heaps).toHaveLength(128);
    expect(cma.log.slice(-2)).toEqual([
      'dma_heap: Unable to get minor number for heap',
      'cma_heap: Failed to add CMA heap reserved',
    ]);
  });

  test('without CONFIG_DMABUF_HEAPS there is none', () => {
    expect(heapNames(bootOf({ config: { CONFIG_DMABUF_HEAPS: 'n' } }))).toEqual([]);
  });

  test('an option that is off takes with it what depends on it', () => {
    expect(heapNames(bootOf({ regions, config: { CONFIG_CMA: 'n' } }))).toEqual(['system']);
    expect(heapNames(bootOf({ regions, config: { CONFIG_DMA_CMA: 'n' } }))).toEqual(['system']);
    expect(heapNames(bootOf({ regions, config: { CONFIG_DMABUF_HEAPS_CMA: 'n' } }))).toEqual(['system']);
    const restricted = { r: { compatible: 'restricted-dma-pool', reg: [[0x6000_0000n, MIB]] } } as const;
    expect(stateOf(bootOf({ regions: restricted }), 'r')).toBe('restricted');
    expect(stateOf(bootOf({ regions: restricted, config: { CONFIG_SWIOTLB: 'n' } }), 'r')).toBe('reserved');
  });
});

describe('limits', () => {
  test('a pool beyond CONFIG_CMA_AREAS is given back, and no default area is left', () => {
    const outcome = bootOf({
      regions: manyPools(21, (index) => cmaPool(0x6000_0000n + BigInt(index) * 4n * MIB, 4n * MIB)),
    });
    expect(outcome.cmaAreas).toHaveLength(20);
    expect(stateOf(outcome, 'p20')).toBe('released');
    expect(outcome.defaultCmaArea).toBeUndefined();
    expect(heapNames(outcome)).not.toContain('default_cma_region');
    expect(outcome.log).toContain('cma: Not enough slots for CMA reserved regions!');
    expect(outcome.log).toContain('Reserved memory: unable to setup CMA region');
  });

  test('6.1 has one area more than it is configured for', () => {
    const regions = manyPools(21, (index) => cmaPool(0x6000_0000n + BigInt(index) * 4n * MIB, 4n * MIB));
    expect(bootOf(withKernel('6.1', { regions })).cmaAreas).toHaveLength(21);
  });

  test('more than 64 static regions are one too many before 6.12 only', () => {
    const regions = manyPools(70, (index) => ({ reg: [[0x6000_0000n + BigInt(index) * MIB, 0x1000n]] }));
    const old = bootOf(withKernel('6.1', { regions }));
    expect(stateOf(old, 'p63')).toBe('reserved');
    expect(stateOf(old, 'p64')).toBe('failed');
    expect(old.log.filter((line) => line.includes('not enough space'))).toHaveLength(6);
    expect(stateOf(bootOf({ regions }), 'p69')).toBe('reserved');
  });

  test('more than 64 dynamic regions are too many in every version', () => {
    const regions = manyPools(66, () => ({ size: MIB }));
    const outcome = bootOf({ regions });
    expect(stateOf(outcome, 'p63')).toBe('reserved');
    expect(stateOf(outcome, 'p64')).toBe('failed');
    expect(outcome.log.slice(0, 2)).toEqual([
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
    expect(outcome.log).toEqual(['Kernel panic - not syncing: memblock: cannot resize memory array']);
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
    expect(outcome.regions[1]?.reason).toContain('2 MiB');
    expect(outcome.log.filter((line) => line.includes('OVERLAP'))).toEqual([]);
  });

  test('reusable and no-map: kept and useless since 7.1, refused before', () => {
    const regions = { v: cmaPool(0x6000_0000n, 16n * MIB, 'no-map') };
    const current = bootOf({ regions });
    expect(stateOf(current, 'v')).toBe('reserved');
    expect(current.regions[0]?.reason).toContain('both reusable and no-map');
    expect(stateOf(bootOf(withKernel('6.12', { regions })), 'v')).toBe('released');
  });

  test('a no-map region that is refused: with a reg it goes back unmapped, placed it stays reserved', () => {
    const config = { CONFIG_ARM64_64K_PAGES: 'y', CONFIG_PAGE_BLOCK_MAX_ORDER: 10 };
    const flags = ['no-map'];
    const compatible = 'restricted-dma-pool';
    const fixed = bootOf({ regions: { r: { compatible, flags, reg: [[0x6000_0000n, 4n * MIB]] } }, config });
    expect(fixed.booted).toBe(false);
    expect(fixed.regions[0]).toMatchObject({ state: 'released', reason: expect.stringContaining('panics') });
    const placed = bootOf({ regions: { r: { compatible, flags, size: 4n * MIB } }, config });
    expect(placed.booted).toBe(true);
    expect(placed.regions[0]).toMatchObject({ state: 'reserved', reason: expect.stringContaining('stays set aside') });
  });

  test('restricted pools are known since 5.15', () => {
    const regions = { r: { compatible: 'restricted-dma-pool', reg: [[0x6000_0000n, MIB]] } } as const;
    expect(stateOf(bootOf(withKernel('5.15', { regions })), 'r')).toBe('restricted');
    expect(bootOf(withKernel('5.10', { regions })).regions[0]).toMatchObject({
      state: 'reserved',
      reason: expect.stringContaining('knows no restricted-dma-pool'),
    });
  });

  test("the cells of /reserved-memory must be the root's", () => {
    const outcome = bootOf({
      regions: { v: cmaPool(0x6000_0000n, 16n * MIB) },
      reservedMemory: { '#address-cells': cells(1), '#size-cells': cells(1), ranges: new Uint8Array() },
    });
    expect(outcome.regions[0]).toMatchObject({ state: 'skipped', reason: expect.stringContaining('cells') });
    expect(outcome.log.slice(0, 2)).toEqual(
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
    expect(old.log[0]).toBe("OF: reserved mem: invalid alloc-ranges property in 'v', skipping node.");
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
    expect(bootOf(withKernel('6.1', sketch)).log[0]).toContain('failed to reserve memory for node');
    expect(bootOf(withKernel('6.12', sketch)).log.join()).not.toContain('failed to reserve');
  });
});

describe('zones and placement', () => {
  test('an area across 4 GiB exists, but cannot be used', () => {
    const outcome = bootOf({
      regions: { v: cmaPool(0xff00_0000n, 32n * MIB) },
      profile: { memory: [new AddressRange(0x4000_0000n, 0x2_0000_0000n)] },
    });
    expect(outcome.cmaAreas[0]).toMatchObject({ name: 'v', activated: false });
    expect(outcome.log).toContain('cma: CMA area v could not be activated');
    expect(heapNames(outcome)).toContain('v');
    expect(outcome.regions[0]?.reason).toContain('0x100000000');
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
    const reason = (commandLine: string) => bootOf({ profile: { commandLine } }).defaultCmaAreaReason;
    expect(reason('cma=32M')).toBeUndefined();
    expect(reason('cma=0')).toBeUndefined();
    expect(reason('cma=32M@0x40200000')).toContain('reserved already');
    expect(reason('cma=32M@0x70100000')).toContain('no multiple of 2 MiB');
    expect(reason('cma=4G')).toContain('do not end before');
    expect(reason('cma=2040M')).toContain('are free');
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
    expect(outcome.regions[0]).toMatchObject({ state: 'reserved', noMap: true, reason: undefined });
  });
});

describe('reasons', () => {
  const reasons = (sketch: BoardSketch) => bootOf(sketch).regions.map((region) => region.reason);

  test('two regions that share memory name each other', () => {
    const [a, b, c] = reasons({
      regions: {
        a: cmaPool(0x6000_0000n, 16n * MIB),
        b: { reg: [[0x6040_0000n, MIB]] },
        c: { reg: [[0x7000_0000n, MIB]] },
      },
    });
    expect(a).toContain('shares memory with b');
    expect(b).toContain('shares memory with a');
    expect(c).toBeUndefined();
  });

  test('a CMA area over the image or over a memory reservation', () => {
    expect(reasons({ regions: { v: cmaPool(0x4000_0000n, 16n * MIB) } })[0]).toContain('kernel');
    const memoryReservations = [[0x6010_0000n, 0x1000n]] as const;
    const [reason] = reasons({ regions: { v: cmaPool(0x6000_0000n, 16n * MIB) }, memoryReservations });
    expect(reason).toContain('memory reservation block');
  });

  test('of two default areas the last one initialised wins: dynamic nodes come before static ones', () => {
    const outcome = bootOf({
      regions: {
        fixed: cmaPool(0x6000_0000n, 16n * MIB, 'linux,cma-default'),
        placed: { compatible: POOL, flags: ['reusable', 'linux,cma-default'], size: 16n * MIB },
      },
    });
    expect(outcome.cmaAreas[outcome.defaultCmaArea ?? -1]?.name).toBe('fixed');
    expect(outcome.regions.map((region) => region.reason)).toEqual([undefined, expect.stringContaining('fixed')]);
  });

  test('a coherent pool in ordinary RAM cannot be attached to', () => {
    const regions = { v: { compatible: POOL, reg: [[0x6000_0000n, MIB]] } } as const;
    expect(reasons({ regions })[0]).toContain('without no-map');
    expect(bootOf({ regions }).coherentPools[0]?.attachFailure).toBeDefined();
  });
});

describe('predicted ends', () => {
  test('CMA memory outside RAM', () => {
    const outcome = bootOf({ regions: { v: cmaPool(0x2_0000_0000n, 16n * MIB) } });
    expect(outcome).toMatchObject({ booted: false, heaps: [] });
    expect(outcome.reason).toContain('outside RAM');
  });

  test('a CMA buffer that reaches into memory without a mapping, or behind RAM', () => {
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
    expect(results({ regions: behind, profile }, ['8M', '1M'])).toEqual(['ok', 'crash']);
  });

  test('arm hangs over a CMA region that is not aligned to 2 MiB', () => {
    const profile = { architecture: 'arm', occupied: [] } as const;
    const outcome = bootOf({ regions: { v: cmaPool(0x6010_0000n, 16n * MIB) }, profile });
    expect(outcome.booted).toBe(false);
    expect(outcome.log).toEqual(['cma: Reserved 16 MiB at 0xbf000000']);
    expect(bootOf({ regions: { v: cmaPool(0x6020_0000n, 16n * MIB) }, profile }).booted).toBe(true);
  });
});

describe('bad input', () => {
  test('profiles that are no kernel have an outcome with a reason', () => {
    expect(bootOf({ profile: { kernel: 'latest' } })).toMatchObject({
      booted: false,
      reason: expect.stringContaining('latest'),
    });
    expect(bootOf({ profile: { architecture: 'mips' as 'arm' } }).reason).toContain('mips');
    expect(bootOf({ profile: { memory: [] } }).reason).toContain('no memory');
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

  test('ten thousand regions take no more than a second', () => {
    const regions: Record<string, RegionSketch> = {};
    for (let index = 0; index < 10_000; index++) {
      regions[`r${index}`] = { reg: [[0x6000_0000n + BigInt(index) * 0x2000n, 0x1000n]] };
    }
    const start = performance.now();
    bootOf({ regions, profile: { architecture: 'arm64' } });
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
