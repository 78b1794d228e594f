import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonFaultOffset } from './jsonFault.ts';

it.each([
  ['# text', 0],
  ['{"a": }', 6],
  ['{"a": 1,}', 8],
  ['[1, 2', 5],
  ['{"a" 1}', 5],
  ['{a: 1}', 1],
  ['[1] 2', 4],
  ['{"a": "b\n"}', 6],
  ['[01]', 2],
  ['', 0],
])('%j breaks at %i', (text, offset) => expect(jsonFaultOffset(text)).toBe(offset));

it('finds no fault in JSON', () =>
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(jsonFaultOffset(text)).toBe(text.length);
    }),
  ));

it('finds one before the end or lets JSON.parse speak, for what is cut off or garbled', () =>
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.string(), (text, at, garbage) => {
      const broken = text.slice(0, at % (text.length + 1)) + garbage;
      expect(jsonFaultOffset(broken)).toBeLessThanOrEqual(broken.length);
    }),
  ));
