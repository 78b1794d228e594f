import { beforeAll, describe, expect, it, test } from 'vitest';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import { boardSource } from '../boardSource.ts';
import { testParser } from '../parser.ts';
import { ProvenBoards, textsAfter } from './provenBoards.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const MACROS = ['#define MB(x) ((x) << 20)', '#define SIZE 0x2000000 0x0', '#define FRAMES 0x2000000'];

const board = (region: string, ram?: string): string =>
  boardSource({ head: MACROS, cells: 2, regions: [region], ...(ram === undefined ? {} : { ram }) });

/** The region after the first proven fix of a finding of the board, and its title; empty without any. */
function firstFix(
  text: string,
  rule: string,
  architecture = 'arm64',
): { readonly title?: string; readonly region?: string } {
  const configuration = JSON.stringify({ profile: { architecture } });
  const boards = new ProvenBoards({ 'a.dts': text, '.dtheaps.json': configuration }, parser);
  const finding = boards.findings('a.dts').find((each) => each.rule === rule);
  expect(finding, rule).toBeDefined();
  const [fix] = finding === undefined ? [] : boards.prover().proven(finding, finding.fixes);
  if (fix === undefined) return {};
  expect(fix.preferred).toBe(false);
  const after = textsAfter({}, [fix])['a.dts'] ?? '';
  return { title: fix.title, region: after.split('\n').find((line) => /^\t\tr[@x]/.test(line)) ?? '' };
}

/** Two cells in the wrong order, as the cases below mark them. */
const SWAPPED = /\[(\S+) (\w+)\]/g;

const pool = (rest: string): string => `rx { compatible = "shared-dma-pool"; reusable; ${rest} };`;

describe('numbers whose lower cell comes first are mended by swapping the two cells', () => {
  test.each([
    ['straddles-memory-end', 'size: 32 MiB', 'r@60000000 { no-map; reg = <0x0 0x60000000 [0x2000000 0x0]>; };'],
    ['straddles-memory-end', 'size: 32 MiB', 'r@60000000 { no-map; reg = <0x0 0x60000000 [MB(32) 0x0]>; };'],
    [
      'straddles-memory-end',
      'size: 32 MiB',
      'r@60000000 { no-map; reg = <0x0 0x60000000 [FRAMES 0]>, <0 0x70000000 0 0x1000>; };',
    ],
    ['unit-address-mismatch', 'address: 0x60000000', 'r@60000000 { no-map; reg = <[0x60000000 0x0] 0x0 0x100000>; };'],
    ['outside-memory', 'address: 0x60000000', 'r@60000000 { reg = <[0x60000000 0x0] 0x0 0x100000>; };'],
    [
      'unit-address-mismatch',
      'address and size: 0x60000000, 1 MiB',
      'r@60000000 { no-map; reg = <[0x60000000 0] [0x100000 0]>; };',
    ],
    ['dynamic-unsatisfiable', 'size: 32 MiB', pool('size = <[MB(32) 0]>;')],
    ['dynamic-unsatisfiable', 'alignment: 4 MiB', pool('size = <0 0x2000000>; alignment = <[0x400000 0x0]>;')],
    [
      'dynamic-unsatisfiable',
      'alloc-ranges: 0x50000000',
      pool('size = <0 0x2000000>; alloc-ranges = <[0x50000000 0x0] 0x0 0x10000000>;'),
    ],
    [
      'dynamic-unsatisfiable',
      'size and alloc-ranges: 32 MiB, 0x50000000, 256 MiB',
      pool('size = <[0x2000000 0]>; alloc-ranges = <[0x50000000 0x0] [0x10000000 0]>;'),
    ],
  ])('%s, %s', (rule, meant, marked) => {
    const { title, region } = firstFix(board(marked.replaceAll(SWAPPED, '$1 $2')), rule);
    expect(title).toBe(`Swap the two cells of the ${meant}`);
    expect(region).toBe(`\t\t${marked.replaceAll(SWAPPED, '$2 $1')}`);
  });

  it('with what another region begins in, the swap mends the overlap too', () => {
    const region = 'r@60000000 { no-map; reg = <0x0 0x60000000 0x100000 0x0>; };';
    const other = 'log@61000000 { no-map; reg = <0x0 0x61000000 0x0 0x100000>; };';
    const text = boardSource({ cells: 2, regions: [region, other] });
    expect(firstFix(text, 'region-overlap').title).toBe('Swap the two cells of the size: 1 MiB');
  });

  it('a 32-bit kernel, which keeps the zero alone, says so with the same fix', () => {
    const { title, region } = firstFix(
      board('r@60000000 { reg = <0x0 0x60000000 0x100000 0x0>; };'),
      'zero-size',
      'arm',
    );
    expect(title).toBe('Swap the two cells of the size: 1 MiB');
    expect(region).toBe('\t\tr@60000000 { reg = <0x0 0x60000000 0x0 0x100000>; };');
  });

  it('what one macro makes of both is written anew, and the macro stays', () => {
    const { region } = firstFix(board('r@60000000 { no-map; reg = <0x0 0x60000000 SIZE>; };'), 'straddles-memory-end');
    expect(region).toBe('\t\tr@60000000 { no-map; reg = <0x0 0x60000000 0x0 0x2000000>; };');
  });
});

describe('no cells are swapped', () => {
  const titles = (region: string, ram?: string): string[] =>
    new ProvenBoards({ 'a.dts': board(region, ram) }, parser)
      .findings('a.dts')
      .flatMap(({ fixes }) => fixes.map(({ title }) => title))
      .filter((title) => title.startsWith('Swap'));

  test.each([
    ['of 4 GiB that RAM holds', 'r@60000000 { no-map; reg = <0x0 0x60000000 0x1 0x0>; };', '0x0 0x40000000 0x2 0x0'],
    ['of 4 GiB beyond RAM', 'r@60000000 { no-map; reg = <0x0 0x60000000 0x1 0x0>; };', undefined],
    ['of a zero too many', 'r@60000000 { no-map; reg = <0x0 0x60000000 0x0 0x40000000>; };', undefined],
    [
      'of a size that would not fit either',
      'r@60000000 { no-map; reg = <0x0 0x60000000 0x40000000 0x0>; };',
      undefined,
    ],
    ['of an address that nothing confirms', 'r@70000000 { reg = <0x20000000 0x0 0x0 0x100000>; };', undefined],
    ['of ranges for 4 GiB', pool('size = <0x0 0x80000000>; alloc-ranges = <0x0 0x0 0x1 0x0>;'), undefined],
  ])('%s', (_, region, ram) => {
    expect(titles(region, ram)).toEqual([]);
  });
});
