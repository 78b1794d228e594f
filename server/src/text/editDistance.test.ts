import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editDistance } from './editDistance.ts';

/** The same by its definition, the whole table of it. */
function byDefinition(from: string, to: string): number {
  const table = Array.from({ length: from.length + 1 }, (_, row) =>
    Array.from({ length: to.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number): number => table[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row++) {
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swapped = isSwapped ? at(row - 2, column - 2) + 1 : replaced;
      const line = table[row];
      if (line !== undefined)
        line[column] = Math.min(replaced, swapped, at(row - 1, column) + 1, at(row, column - 1) + 1);
    }
  }
  return at(from.length, to.length);
}

it('counts what its definition does up to the limit, whatever was compared before', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(word(9), word(9), fc.nat(8)), { minLength: 1, maxLength: 20 }), (comparisons) => {
      for (const [from, to, limit] of comparisons) {
        expect(editDistance(from, to, limit)).toBe(Math.min(byDefinition(from, to), limit + 1));
      }
    }),
  ));

const word = (maxLength: number) =>
  fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength }).map((letters) => letters.join(''));
