import { describe, expect, test } from 'vitest';
import { bootOf, cmaPool, heapNames, linesOf, MIB, manyPools, POOL, stateOf, withKernel } from './sketchedBoot.ts';

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
    expect(linesOf(outcome).slice(-3)).toEqual([
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
    expect(outcome.regions[1]?.cause).toEqual({ kind: 'no-heap', obstacle: 'name-taken', name: long });
  });

  test('an old kernel says that the name is taken', () => {
    const outcome = bootOf(
      withKernel('5.10.100', { regions: { system: cmaPool(0x6000_0000n, 16n * MIB, 'linux,cma-default') } }),
    );
    expect(linesOf(outcome).at(-1)).toBe('dma_heap: Already registered heap named system');
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
    const full = linesOf(outcome).indexOf('Deferred heap areas list full, dropping p16');
    expect(linesOf(outcome)[full + 1]).toBe('Reserved memory: failed to register coherent heap for p16 (-22)');
    expect(linesOf(outcome)[full + 2]).toBe('OF: reserved mem: initialized node p16, compatible id shared-dma-pool');
  });

  test('the first coherent heap leaves out pools that the kernel refuses to map', () => {
    const outcome = bootOf({
      regions: { v: { compatible: POOL, reg: [[0x6000_0000n, MIB]] } },
      profile: { patches: ['coherent-heap-v1'] },
    });
    expect(heapNames(outcome)).toEqual(['system', 'default_cma_region', 'reserved']);
    expect(linesOf(outcome).slice(-2)).toEqual([
      'memremap attempted on ram 0x0000000060000000 size: 0x100000',
      'Failed to add coherent heap v',
    ]);
    const config = { CONFIG_DMABUF_HEAPS_COHERENT: 'n' };
    const off = { v: { compatible: POOL, flags: ['no-map'], reg: [[0x6000_0000n, MIB]] } } as const;
    const patches = ['coherent-heap-v1'] as const;
    expect(heapNames(bootOf({ regions: off, profile: { patches } }))).toContain('coherent_v');
    expect(heapNames(bootOf({ regions: off, profile: { patches }, config }))).not.toContain('coherent_v');
  });

  test('the first coherent heap warns of pools beyond 32 bits, which the mask of its device does not reach', () => {
    const pool = (base: bigint) => ({ compatible: POOL, flags: ['no-map'], reg: [[base, MIB]] }) as const;
    const outcome = bootOf({
      regions: { low: pool(0xffe0_0000n), high: pool(0x2_0000_0000n) },
      profile: { patches: ['coherent-heap-v1'] },
    });
    const beyond = "platform coherent-heap.1.auto: reserved memory is beyond device's set DMA address range";
    expect(linesOf(outcome).filter((line) => line.includes('coherent-heap'))).toEqual([beyond]);
    expect(heapNames(outcome)).toContain('coherent_high');
    const later = bootOf({ regions: { high: pool(0x2_0000_0000n) }, profile: { patches: ['coherent-heap-v2'] } });
    expect(linesOf(later).filter((line) => line.includes('beyond'))).toEqual([]);
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
    const full = linesOf(coherent).indexOf('Deferred heap areas list full, dropping p64');
    expect(linesOf(coherent)[full + 1]).toBe('Reserved memory: failed to store coherent area for p64 (-22)');
    const cma = bootOf({ regions: areas, config: { CONFIG_CMA_AREAS: 200 } });
    expect(cma.heaps).toHaveLength(128);
    expect(linesOf(cma).slice(-2)).toEqual([
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
