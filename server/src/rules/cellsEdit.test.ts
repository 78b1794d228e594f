import { beforeAll, describe, expect, test } from 'vitest';
import { boardRequest } from '../../../test/boardRequest.ts';
import { boardSource } from '../../../test/boardSource.ts';
import { MemoryReader } from '../../../test/memoryReader.ts';
import { testParser } from '../../../test/parser.ts';
import { plainProfile } from '../../../test/plainProfile.ts';
import { analyse } from '../analysis.ts';
import { BoardReader } from '../devicetree/board.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { textAfter } from './appliedEdits.ts';
import { rangeEdit, sizeEdit } from './cellsEdit.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const MACROS = [
  '#define MIB(n) ((n) << 20)',
  '#define BOTH(base, size) 0x0 base 0x0 size',
  '#define SIZE 0x0 0x100000',
  '#define REGION(base, size) area@base { no-map; reg = <0x0 0x##base 0x0 size>; }',
];

/** What becomes of the line of a region that is to lie elsewhere or have another size. */
function changed(line: string, to: { readonly base?: bigint; readonly size?: bigint }): string | undefined {
  const text = boardSource({ head: MACROS, cells: 2, regions: [line] });
  const board = new BoardReader(new MemoryReader({ 'board.dts': text }), parser).read(boardRequest('board.dts'));
  const { memory } = analyse(board, plainProfile());
  const [region] = memory.regions;
  if (region === undefined) throw new Error('the region is not in the tree');
  const entry = region.reg.at(-1);
  const edit =
    entry === undefined
      ? sizeEdit(memory, region, to.size ?? 0n)
      : rangeEdit(memory, region, entry, { ...entry.range, base: entry.range.base, size: entry.range.size, ...to });
  if (edit === undefined) return undefined;
  const file = board.files.find(({ path }) => path === 'board.dts');
  if (file === undefined) throw new Error('the board was not read');
  const start = text.indexOf(line);
  const after = textAfter(file, edit.edits);
  const end = after.length - (text.length - start - line.length);
  return `${edit.isPlain ? 'plain: ' : ''}${after.slice(start, end)}`;
}

describe('other cells in the place of', () => {
  test.each([
    ['a size', 'a { size = <0x0 0x100000>; };', 'plain: a { size = <0x0 0x200000>; };'],
    ['a macro', 'a { size = <SIZE>; };', 'a { size = <0x0 0x200000>; };'],
    ['an expression', 'a { size = <0x0 (1 << 20)>; };', 'a { size = <0x0 0x200000>; };'],
    ['one cell of a macro', 'a { size = <0x0 MIB(1)>; };', 'a { size = <0x0 0x200000>; };'],
    [
      'the size beside a base',
      'a@50000000 { reg = <0x0 0x50000000 SIZE>; };',
      'a@50000000 { reg = <0x0 0x50000000 0x0 0x200000>; };',
    ],
    [
      'what one macro makes of both',
      'a@50000000 { reg = <BOTH(0x50000000, MIB(1))>; };',
      'a@50000000 { reg = <0x0 0x50000000 0x0 0x200000>; };',
    ],
    [
      'the second of two entries',
      'a@50000000 { reg = <0x0 0x50000000 0x0 0x1000>, <BOTH(0x51000000, 0x1000)>; };',
      'a@50000000 { reg = <0x0 0x50000000 0x0 0x1000>, <0x0 0x51000000 0x0 0x200000>; };',
    ],
  ])('%s', (_, line, expected) => expect(changed(line, { size: 2n << 20n })).toBe(expected));

  test('a base, and nothing else', () =>
    expect(changed('a@50000000 { reg = <0x0 0x50000000 SIZE>; };', { base: 0x5100_0000n })).toBe(
      'plain: a@50000000 { reg = <0x0 0x51000000 SIZE>; };',
    ));

  test('base and size', () =>
    expect(changed('a@50000000 { reg = <0x0 0x50000000 SIZE>; };', { base: 0x5100_0000n, size: 4096n })).toBe(
      'a@50000000 { reg = <0x0 0x51000000 0x0 0x1000>; };',
    ));

  test.each([
    ['a macro that makes the whole region', 'REGION(50000000, MIB(1));'],
    ['a macro that makes two entries', 'a { reg = <BOTH(0x50000000, 0x1000 BOTH(0x51000000, 0x1000))>; };'],
  ])('%s: none', (_, line) => expect(changed(line, { size: 2n << 20n })).toBeUndefined());
});
