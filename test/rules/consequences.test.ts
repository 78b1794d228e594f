import { describe, expect, test } from 'vitest';
import { boardSource } from '../boardSource.ts';
import { Fixture } from './fixture.ts';

const CMA = 'compatible = "shared-dma-pool"; reusable;';

/** What a rule says of a board, line by line; empty where it is silent. */
function said(rule: string, profile: object, board: Parameters<typeof boardSource>[0]): string[] {
  const text = `// profile: ${JSON.stringify(profile)}\n${boardSource(board)}`;
  return new Fixture(text).check().findings.flatMap((each) => (each.rule === rule ? each.message.split('\n') : []));
}

/** The severities of what a rule finds on a board. */
function severities(rule: string, profile: object, board: Parameters<typeof boardSource>[0]): string[] {
  const text = `// profile: ${JSON.stringify(profile)}\n${boardSource(board)}`;
  return new Fixture(text).check().findings.flatMap((each) => (each.rule === rule ? [each.severity] : []));
}

describe('consequences are those of the boot', () => {
  test('a refused pool gives back what is RAM alone', () => {
    const of = (base: string): string =>
      said('cma-misaligned', { kernel: '7.3' }, { regions: [`v@${base} { ${CMA} reg = <0x${base} 0x60000>; };`] })[1] ??
      '';
    expect(of('50000000')).toMatch(/gives its memory back to the system/);
    expect(of('20000000')).toMatch(/refuses the pool, which holds nothing that this kernel uses as RAM\.$/);
  });

  test('pages are handed out by a kernel that boots', () => {
    const pools = [
      `v@50000000 { ${CMA} reg = <0x50000000 0x400000>; };`,
      'fw@50200000 { reg = <0x50200000 0x1000>; };',
    ];
    const of = (regions: readonly string[]): string | undefined =>
      said('region-overlap', { kernel: '7.3', architecture: 'arm64' }, { regions })[1];
    expect(of(pools)).toMatch(/ The page allocator hands out /);
    expect(of([...pools, `w@20000000 { ${CMA} reg = <0x20000000 0x400000>; };`])).toMatch(
      / Once the board boots, the page allocator hands out /,
    );
  });

  test('riscv maps page by page what lies above a no-map region, as much as there is', () => {
    const of = (region: string): string =>
      said('not-page-aligned', { kernel: '6.6', architecture: 'riscv' }, { regions: [region] }).join(' ');
    expect(of('fw@50000000 { no-map; reg = <0x50000000 0x1800>; };')).toMatch(
      /The 766 MiB of RAM above it are mapped page/,
    );
    expect(of('fw@7ffff000 { no-map; reg = <0x7ffff000 0x800>; };')).not.toMatch(/page by page/);
    expect(of('fw { no-map; size = <0x1801>; alloc-ranges = <0x40000000 0x10000000>; };')).toMatch(
      /The 768 MiB of RAM above it are mapped page/,
    );
    expect(of('fw { no-map; size = <0x1800>; };')).not.toMatch(/page by page/);
  });
});

test('a page of RAM that a no-map region has in part is a warning on arm64', () => {
  const of = (architecture: string, region: string): string[] =>
    new Fixture(
      `// profile: {"kernel": "6.1", "architecture": "${architecture}"}\n${boardSource({ regions: [region] })}`,
    )
      .check()
      .findings.map(({ severity, rule }) => `${severity} ${rule}`);
  const inRam = 'fw@50000800 { no-map; reg = <0x50000800 0x800>; };';
  expect(of('arm64', inRam)).toEqual(['warning not-page-aligned']);
  expect(of('arm', inRam)).toEqual(['information not-page-aligned']);
  const beside = 'sram: sram@10000800 { no-map; reg = <0x10000800 0x800>; };';
  expect(of('arm64', beside)).toContain('information not-page-aligned');
});

describe('a memory reservation that is the pool', () => {
  const advice = (head: string): string | undefined =>
    said(
      'overlaps-memreserve',
      { kernel: '7.3' },
      {
        head: [head],
        regions: [`v@50000000 { ${CMA} reg = <0x50000000 0x400000>; };`],
      },
    ).at(-1);

  test('is to be removed', () => {
    expect(advice('/memreserve/ 0x50000000 0x400000;')).toMatch(/^Remove the \/memreserve\//);
  });
  test('one in a part of it is firmware’s', () => {
    expect(advice('/memreserve/ 0x50000000 0x200000;')).toBe('Move one of them.');
  });
});

test('a pool that is left to firmware is information, and its device is not blamed', () => {
  const text = boardSource({
    regions: [`v: v@0 { ${CMA} reg = <0x0 0x0>; };`],
    rest: ['dsp { memory-region = <&v>; };'],
  });
  const found = new Fixture(text).check().findings.map(({ severity, rule }) => `${severity} ${rule}`);
  expect(found).toEqual(['information zero-size']);
});

test('a reg that the kernel does not read says no address', () => {
  const profile = { kernel: '7.3', architecture: 'arm64' };
  const regions = [`v@50000000 { ${CMA} reg = <0x0 0x50000000 0x400000>; };`];
  expect(said('cells-count', profile, { regions }).at(-1)).toBe('Probably <0x50000000 0x400000> is meant.');
  for (const rule of ['unit-address-mismatch', 'straddles-memory-end', 'outside-memory', 'zero-size']) {
    expect(said(rule, profile, { regions }), rule).toEqual([]);
  }
});

test('a reg in other cells than the root’s is mended, and its node keeps its name', () => {
  const board = { regions: ['fw@50000000 { no-map; reg = <0x0 0x50000000 0x0 0x400000>; };'] };
  expect(said('cells-count', {}, board).at(-1)).toBe('Probably <0x50000000 0x400000> is meant.');
  expect(said('unit-address-mismatch', {}, board)).toEqual([]);
});

test('a dynamic region whose name has the start of alloc-ranges is placed elsewhere in them', () => {
  const regions = ['fw@50000000 { size = <0x100000>; alloc-ranges = <0x50000000 0x1000000>; };'];
  expect(said('unit-address-mismatch', { kernel: '7.3', architecture: 'arm64' }, { regions })).toContain(
    'Linux 7.3 places the region at 0x50f00000.',
  );
});

test('a name with the start of alloc-ranges is a note where the pool is a CMA area, whose place matters to nobody', () => {
  const severitiesOf = (more: string, name = 'fw@50000000') => {
    const regions = [`${name} { size = <0x400000>; alloc-ranges = <0x50000000 0x1000000>; ${more} };`];
    return severities('unit-address-mismatch', { kernel: '7.3', architecture: 'arm64' }, { regions });
  };
  expect(severitiesOf(`${CMA}`)).toEqual(['information']);
  expect(severitiesOf(`${CMA}`, 'fw@51000000')).toEqual(['warning']);
  expect(severitiesOf('no-map;')).toEqual(['warning']);
});

test('a property of a pool is no error where only the compatible of the pool is misspelt', () => {
  const regions = ['v@50000000 { compatible = "shared-dma-pools"; reusable; reg = <0x50000000 0x400000>; };'];
  expect(said('property-ignored', { kernel: '7.3' }, { regions })).toEqual([]);
  expect(said('compatible-typo', { kernel: '7.3' }, { regions })[0]).toMatch(/Is shared-dma-pool meant\?$/);
});

test('what this kernel leaves out of RAM is named where a region finds no place there', () => {
  const occupied = [{ name: 'kernel', base: '0x40208000', size: '0x800000' }];
  const regions = ['fw { size = <0x10000>; alloc-ranges = <0x40000000 0x200000>; };'];
  expect(said('dynamic-unsatisfiable', { kernel: '6.6', architecture: 'arm', occupied }, { regions })[1]).toMatch(
    /nothing is free there\. This kernel uses no RAM below its image\.$/,
  );
});

test('a size is advised where nothing else is loaded', () => {
  const regions = [`v@50000000 { ${CMA} reg = <0x50000000 0x180000>; };`];
  const advice = (profile: object, head: string[] = []): string | undefined =>
    said('cma-misaligned', { kernel: '6.12', ...profile }, { head, regions }).at(-1);
  const plain = 'Make its size a multiple of 2 MiB.';
  expect(advice({})).toBe('Make its size a multiple of 2 MiB, such as 0x200000 (2 MiB).');
  expect(advice({}, ['/memreserve/ 0x50180000 0x1000;'])).toBe(plain);
  expect(advice({ occupied: [{ name: 'initrd', base: '0x50180000', size: '0x1000' }] })).toBe(plain);
});
