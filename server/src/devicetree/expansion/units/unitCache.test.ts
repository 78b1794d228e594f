import { expect, it } from 'vitest';
import { isCollected } from '../../../../../test/collected.ts';
import { SourceFile } from '../../../text/sourceFile.ts';
import { Expander } from '../expander.ts';
import { SymbolTable } from '../tokens/symbolTable.ts';
import { UnitCache } from './unitCache.ts';

const LINES = 'a { b = <C>; };\n'.repeat(1000);

it('keeps of a file that is edited the latest text alone, where no expansion of it was kept', () => {
  const cache = new UnitCache(1 << 30);
  const symbols = new SymbolTable();
  cache.lexed(new SourceFile('/board.dts', `${LINES}1`), symbols);
  const once = cache.weight;
  const standing = new SourceFile('/board.dts', `${LINES}2`);
  const lexed = cache.lexed(standing, symbols);
  expect(cache.lexed(standing, symbols)).toBe(lexed);
  expect(cache.weight).toBe(once);
  for (const character of '3456') cache.lexed(new SourceFile('/board.dts', LINES + character, standing), symbols);
  expect(cache.lexed(standing, symbols)).toBe(lexed);
  expect(cache.weight).toBe(2 * once);
});

/** The units of three texts of a file, each an edit of the one before, and whether those before the last are collected. */
async function unitsCollected(text: string): Promise<boolean[]> {
  const path = '/board.dts';
  let file = new SourceFile(path, text);
  const reader = { read: (asked: string) => (asked === path ? file : undefined) };
  const expander = new Expander(reader);
  const expand = (end: string): WeakRef<object> => {
    file = new SourceFile(path, `${text}${end}`);
    const request = { path, includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] };
    return new WeakRef(expander.expand(request).unit);
  };
  const units = ['a;\n', 'b;\n', 'c;\n'].map(expand);
  const collected: boolean[] = [];
  for (const unit of units) collected.push(await isCollected(unit));
  return collected;
}

it('keeps what a short file expanded to before the latest edit, and of a long one nothing', async () => {
  expect(await unitsCollected(LINES)).toEqual([true, false, false]);
  expect(await unitsCollected(LINES.repeat(40))).toEqual([true, true, false]);
});
