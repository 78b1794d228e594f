import { expect, it } from 'vitest';
import { SourceFile } from '../../../text/sourceFile.ts';
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
