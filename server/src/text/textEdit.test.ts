import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editBetween } from './textEdit.ts';

test('an edit makes the new text of the old one', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (head, old, fresh, tail) => {
      const padding = 'x'.repeat(1500);
      const before = padding + head + old + tail + padding;
      const after = padding + head + fresh + tail + padding;
      const { start, oldEnd, newEnd } = editBetween(before, after);
      expect(before.slice(0, start) + after.slice(start, newEnd) + before.slice(oldEnd)).toBe(after);
      expect(oldEnd - start).toBeLessThanOrEqual(old.length);
      expect(newEnd - start).toBeLessThanOrEqual(fresh.length);
    }),
  );
});

test('the same text is no edit', () => {
  expect(editBetween('abc', 'abc')).toEqual({ start: 3, oldEnd: 3, newEnd: 3 });
});
