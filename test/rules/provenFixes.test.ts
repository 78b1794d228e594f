import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import type { Finding, Fix } from '../../server/src/rules/finding.ts';
import { endsForCertain } from '../../server/src/rules/ram.ts';
import type { BoardState } from '../../server/src/workspace/fixes/fixProof.ts';
import { boardSource } from '../boardSource.ts';
import { testParser } from '../parser.ts';
import { ProvenBoards, textsAfter } from './provenBoards.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const board = (regions: string, rest = '', ram = '0x40000000 0x40000000'): string =>
  boardSource({ ram, regions: [regions], rest: [rest] });

const ofRule = (findings: readonly Finding[], rule: string): Finding => {
  const finding = findings.find((each) => each.rule === rule);
  expect(finding, rule).toBeDefined();
  return finding as Finding;
};

/** The titles of the fixes of a rule on the first board that has it, and of those that are proven. */
function fixesOf(texts: Readonly<Record<string, string>>, rule: string): { all: string[]; proven: string[] } {
  const boards = new ProvenBoards(texts, parser);
  const path = boards.paths.find((each) => boards.findings(each).some((finding) => finding.rule === rule)) ?? '';
  const finding = ofRule(boards.findings(path), rule);
  const titles = (fixes: readonly Fix[]): string[] => fixes.map(({ title }) => title);
  return { all: titles(finding.fixes), proven: titles(boards.prover().proven(finding, finding.fixes)) };
}

const pool = (name: string, base: string, size: string): string =>
  `${name}@${base} { compatible = "shared-dma-pool"; reusable; reg = <0x${base} ${size}>; };`;

describe('a fix is offered only where it is proven', () => {
  it('in RAM with room for it', () => {
    const { all, proven } = fixesOf({ 'a.dts': board(pool('cam', '60000000', '0x180000')) }, 'cma-misaligned');
    expect(all).toHaveLength(1);
    expect(proven).toEqual(all);
  });

  it('not where the board that boots then panics: a pool that leaves nothing to the kernel', () => {
    const region = 'cam { compatible = "shared-dma-pool"; reusable; size = <0x50000000>; };';
    const { all, proven } = fixesOf({ 'a.dts': board(region) }, 'dynamic-unsatisfiable');
    expect(all).toEqual(['Shrink it to 1 GiB, the largest hole', 'Shrink it to 512 MiB, half of the largest hole']);
    expect(proven).toEqual(all.slice(1));
  });

  it('for a person to choose, where it hangs on RAM that the boot loader may find', () => {
    const cells = '#size-cells = <1>;\n\t\tranges;';
    const texts = (base: string) => ({
      'a.dts': board(pool('cam', base, '0x400000')).replace(cells, cells.replace('<1>', '<2>')),
    });
    expect(fixesOf(texts('90000000'), 'reserved-memory-cells').proven).toHaveLength(1);
    // Below the first bank there is none.
    expect(fixesOf(texts('20000000'), 'reserved-memory-cells').proven).toEqual([]);
  });

  it('for both counts of cells at once, with what is written in them', () => {
    const regions = pool('camera', '60000000', '0x400000');
    const narrow = boardSource({ cells: 2, regions: [regions] }).replace(
      '<2>;\n\t\t#size-cells = <2>;\n\t\tranges',
      '<1>;\n\t\t#size-cells = <1>;\n\t\tranges',
    );
    const texts = { 'a.dts': narrow };
    const { all, proven } = fixesOf(texts, 'reserved-memory-cells');
    const both = 'Set #address-cells = <2> and #size-cells = <2>, as the root has them';
    expect(all).toEqual([`${both}, and write one property with them`, both]);
    expect(proven).toEqual(all);
    const [fix] = ofRule(new ProvenBoards(texts, parser).findings('a.dts'), 'reserved-memory-cells').fixes;
    const after = textsAfter(texts, fix === undefined ? [] : [fix]);
    expect(after['a.dts']).toContain('reg = <0x0 0x60000000 0x0 0x400000>');
    const { analysis, found } = new ProvenBoards(after, parser).read('a.dts');
    expect(analysis.boot.heaps.map(({ name }) => name)).toContain('camera@60000000');
    expect(found.findings.map(({ rule }) => rule)).not.toContain('reserved-memory-cells');
  });

  it('adds both counts of cells where both are absent', () => {
    const text = boardSource({
      cells: 2,
      regions: [pool('camera', '60000000', '0x400000').replace('<0x6', '<0x0 0x6').replace(' 0x4', ' 0x0 0x4')],
    });
    const texts = { 'a.dts': text.replace('#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges', 'ranges') };
    const finding = ofRule(new ProvenBoards(texts, parser).findings('a.dts'), 'reserved-memory-cells');
    expect(finding.fixes.map(({ title }) => title)).toEqual([
      'Add #address-cells = <2> and #size-cells = <2>, as the root has them',
    ]);
    expect(textsAfter(texts, finding.fixes)['a.dts']).toContain(
      'ranges;\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n',
    );
  });

  it('none, nor a number, where a dynamic pool would grow past its alloc-ranges', () => {
    const region =
      'cam { compatible = "shared-dma-pool"; reusable; size = <0x180000>; alloc-ranges = <0x60000000 0x180000>; };';
    const texts = { 'a.dts': board(region) };
    expect(fixesOf(texts, 'cma-misaligned').all).toEqual([]);
    const { message } = ofRule(new ProvenBoards(texts, parser).findings('a.dts'), 'cma-misaligned');
    expect(message).toContain('alloc-ranges is too small');
    expect(message).not.toContain('0x200000');
  });

  it('not where it spoils another board that reads the file', () => {
    const shared = `/ { reserved-memory { ${pool('cam', '5fe00000', '0x180000')} }; };`;
    const large = `${board('', '')}\n#include "pools.dtsi"\n`;
    const texts = { 'pools.dtsi': shared, 'a-large.dts': large };
    expect(fixesOf(texts, 'cma-misaligned').proven).toHaveLength(1);
    const neighbour = board('dsp@5ff80000 { no-map; reg = <0x5ff80000 0x80000>; };');
    const crowded = `${neighbour}\n#include "pools.dtsi"\n`;
    expect(fixesOf({ ...texts, 'b-crowded.dts': crowded }, 'cma-misaligned').proven).toEqual([]);
  });

  it('takes of fixes that spoil one another as many as can be', () => {
    const dynamic = (name: string): string =>
      `${name} { compatible = "shared-dma-pool"; reusable; size = <0x180000>; alloc-ranges = <0x60000000 0x380000>; };`;
    // Each can grow to 2 MiB by itself; both together do not fit.
    const boards = new ProvenBoards({ 'a.dts': board(`${dynamic('left')} ${dynamic('right')}`) }, parser);
    const misaligned = boards.findings('a.dts').filter(({ rule }) => rule === 'cma-misaligned');
    expect(misaligned).toHaveLength(2);
    const prover = boards.prover();
    for (const finding of misaligned) expect(prover.proven(finding, finding.fixes)).toHaveLength(1);
    const mendings = misaligned.flatMap((fault) => fault.fixes.map((fix) => ({ fault, fix })));
    expect(prover.together(mendings).map(({ fault }) => fault)).toEqual(misaligned.slice(0, 1));
  });
});

const RAM = fc.constantFrom(
  '0x40000000 0x40000000',
  '0x40000000 0x22000000',
  '0x40000000 0x40000000>, <0x90000000 0x8000000',
);
const BASE = fc.constantFrom(0x2000_0000, 0x5000_0000, 0x5010_0000, 0x6000_0000, 0x61e0_0000, 0x7fe0_0000, 0x9000_0000);
const SIZE = fc.constantFrom(0x1000, 0x6_0000, 0x10_0000, 0x18_0000, 0x20_0000, 0x38_0000, 0x20ff_ffff, 0x6100_0000);
const COMPATIBLE = fc.constantFrom(
  '',
  'compatible = "shared-dma-pool";',
  'compatible = "shared-dma-poll";',
  'compatible = "restricted-dma-pool";',
);
const FLAGS = fc.subarray([
  'reusable;',
  'no-map;',
  'no-mep;',
  'linux,cma-default;',
  'linux,dma-default;',
  'status = "ok_ay";',
  'alignment = <0x1000>;',
]);

const REGION = fc.record({
  name: fc.constantFrom('cam', 'dsp', 'log', 'isp'),
  base: BASE,
  size: SIZE,
  compatible: COMPATIBLE,
  flags: FLAGS,
  isDynamic: fc.boolean(),
  room: SIZE,
});

const BOARD = fc
  .record({ ram: RAM, regions: fc.uniqueArray(REGION, { minLength: 1, maxLength: 4, selector: ({ name }) => name }) })
  .map(({ ram, regions }) => {
    const hex = (value: number): string => `0x${value.toString(16)}`;
    const texts = regions.map(({ name, base, size, compatible, flags, isDynamic, room }) => {
      const place = isDynamic
        ? `size = <${hex(size)}>; alloc-ranges = <${hex(base)} ${hex(room)}>;`
        : `reg = <${hex(base)} ${hex(size)}>;`;
      const heading = isDynamic ? name : `${name}@${base.toString(16)}`;
      return `${name}: ${heading} { ${compatible} ${flags.join(' ')} ${place} };`;
    });
    const devices = regions.map(({ name }) => `device-${name} { memory-region = <&${name}>; };`);
    return board(texts.join('\n\t\t'), devices.join('\n\t'), ram);
  });

/** How many errors of each rule stand on each node, whatever address a fix gives it. */
function errorsOf({ found }: BoardState): Map<string, number> {
  const errors = new Map<string, number>();
  for (const { rule, nodePath, severity } of found.findings) {
    const key = `${rule} on ${nodePath.replace(/@[^/]*$/, '')}`;
    if (severity === 'error') errors.set(key, (errors.get(key) ?? 0) + 1);
  }
  return errors;
}

describe('on random boards', () => {
  it('a proven fix mends, brings no error and no panic, alone and with the others', () => {
    const tried = { proven: 0, refused: 0, together: 0 };
    const holds = (text: string, taken: readonly { fault: Finding; fix: Fix }[], isChosen: boolean): void => {
      const texts = { 'a.dts': text };
      const before = new ProvenBoards(texts, parser).read('a.dts');
      const now = new ProvenBoards(
        textsAfter(
          texts,
          taken.map(({ fix }) => fix),
        ),
        parser,
      ).read('a.dts');
      // What a person picks may be a fix after which the boot hangs on the RAM that the boot loader finds.
      const ends = isChosen ? endsForCertain(now.analysis) : !now.analysis.boot.booted;
      if (before.analysis.boot.booted) expect(ends).toBe(false);
      expect(now.analysis.board.refused).toBe(false);
      for (const { fault } of taken) {
        const same = (each: Finding): boolean => each.rule === fault.rule && each.nodePath === fault.nodePath;
        const mended = taken.filter((each) => same(each.fault)).length;
        const had = before.found.findings.filter(same).length;
        expect(now.found.findings.filter(same).length).toBeLessThanOrEqual(had - mended);
      }
      const known = errorsOf(before);
      expect([...errorsOf(now).keys()].filter((key) => !known.has(key))).toEqual([]);
    };
    fc.assert(
      fc.property(BOARD, (text) => {
        const boards = new ProvenBoards({ 'a.dts': text }, parser);
        const prover = boards.prover();
        const findings = boards.findings('a.dts');
        for (const fault of findings) {
          const proven = prover.proven(fault, fault.fixes);
          tried.proven += proven.length;
          tried.refused += fault.fixes.length - proven.length;
          for (const fix of proven) holds(text, [{ fault, fix }], true);
        }
        const preferred = findings.flatMap((fault) => {
          const fix = fault.fixes.find((each) => each.preferred);
          return fix === undefined ? [] : [{ fault, fix }];
        });
        const together = prover.together(preferred) as readonly { fault: Finding; fix: Fix }[];
        if (together.length > 1) tried.together++;
        if (together.length > 0) holds(text, together, false);
      }),
      { numRuns: 150 },
    );
    expect(tried.proven).toBeGreaterThan(50);
    expect(tried.refused).toBeGreaterThan(10);
    expect(tried.together).toBeGreaterThan(10);
  });
});
