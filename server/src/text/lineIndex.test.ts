import { describe, expect, it } from 'vitest';
import { textOfBytes } from './bytesAndText.ts';
import { LineIndex } from './lineIndex.ts';

/** Characters of one to four bytes in UTF-8, and bytes that are none, in lines of some thousand bytes. */
const PIECES = ['a', '\xc3\xb6', '\xe2\x82\xac', '\xf0\x9f\x98\x80', '\xff', '\xc3', '\xe2\x82', '\t'];

function longLines(): string {
  let text = '';
  for (let index = 0; index < 6000; index++) {
    text += PIECES[(index * index + (index >> 3)) % PIECES.length];
    if (index % 1900 === 1899) text += '\n';
  }
  return text;
}

describe('places in long lines', () => {
  const text = longLines();
  const index = new LineIndex(text);

  it('are counted as by taking the whole line as text', () => {
    for (let line = 0; line < index.lineCount; line++) {
      const start = index.startOf(line);
      const end = line + 1 < index.lineCount ? index.startOf(line + 1) - 1 : text.length;
      const units = textOfBytes(text.slice(start, end));
      let offset = start;
      for (let character = 0; character < units.length; ) {
        expect(index.positionAt(offset)).toEqual({ line, character });
        expect(index.offsetAt({ line, character })).toBe(offset);
        const wide = (units.codePointAt(character) ?? 0) > 0xffff;
        offset += new LineIndex(text.slice(offset, offset + 4)).offsetAt({ line: 0, character: 1 });
        character += wide ? 2 : 1;
      }
      expect(index.positionAt(end)).toEqual({ line, character: units.length });
      expect(index.offsetAt({ line, character: units.length })).toBe(end);
      expect(index.offsetAt({ line, character: units.length + 5000 })).toBe(end);
    }
  });

  it('past the text are its end', () => {
    const last = index.positionAt(text.length);
    expect(index.positionAt(text.length + 9000)).toEqual(last);
    expect(index.offsetAt({ line: index.lineCount + 3, character: 9000 })).toBe(text.length);
  });
});

describe('lines end at any end of a line', () => {
  const index = new LineIndex('a\r\rb\r\nc\nd\r');

  it('as gcc counts them', () => {
    expect([0, 2, 3, 4, 6, 8, 10].map((offset) => index.lineColumn(offset).line)).toEqual([1, 2, 3, 3, 4, 5, 6]);
    expect(index.lineCount).toBe(6);
  });

  it('which have no characters in the protocol', () => {
    expect(index.positionAt(5)).toEqual({ line: 2, character: 1 });
    expect(index.offsetAt({ line: 2, character: 9 })).toBe(4);
    expect(index.offsetAt({ line: 4, character: 9 })).toBe(9);
    expect(index.offsetAt({ line: 1, character: 9 })).toBe(2);
  });
});
