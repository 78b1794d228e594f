import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteString, bytesOf } from '../../text/sourceFile.ts';
import { StringsBlock } from './stringsBlock.ts';

/** The rule as dtc and libfdt state it: the first place at which the name and a NUL stand, else the end. */
function searched(block: string, name: string): number {
  const at = block.indexOf(`${name}\0`);
  return at < 0 ? block.length : at;
}

const name = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 6 }),
  fc.constantFrom('a'.repeat(300), `${'a'.repeat(300)}b`, `b${'a'.repeat(299)}`),
);

test('every name stands where a search of the block finds it', () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 40 }), (names) => {
      const strings = new StringsBlock();
      for (const next of names) {
        const expected = searched(byteString(strings.bytes), next);
        expect(strings.offsetOf(next)).toBe(expected);
        expect(byteString(strings.bytes).startsWith(`${next}\0`, expected)).toBe(true);
      }
    }),
  );
});

test('a block that exists is continued', () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 8 }), fc.array(name, { maxLength: 8 }), (first, second) => {
      const strings = new StringsBlock();
      strings.begin(bytesOf(first.map((text) => `${text}\0`).join('')));
      for (const next of second) expect(strings.offsetOf(next)).toBe(searched(byteString(strings.bytes), next));
    }),
  );
});

test('an emptied block is as good as a new one', () => {
  const strings = new StringsBlock();
  strings.begin(bytesOf('clocks\0assigned-clocks\0'));
  strings.clear();
  expect(strings.offsetOf('assigned-clocks')).toBe(0);
  expect(strings.offsetOf('clocks')).toBe(9);
  expect(byteString(strings.bytes)).toBe('assigned-clocks\0');
});
