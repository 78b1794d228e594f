import { describe, expect, it } from 'vitest';
import { jsonText } from './jsonText.ts';
import { numberedText, printableSentences } from './printable.ts';

const IGNORABLE = /\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}|\p{Cc}|\p{Zl}|\p{Zp}/u;
/** What names are written with: joiners, and what selects the form of the character before. */
const WRITTEN = /\u200c|\u200d|\t|\n|\p{Variation_Selector}/u;

/** Every character, without halves of pairs. */
function* characters(): Generator<string> {
  for (let code = 0; code <= 0x10ffff; code++) if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code);
}

describe('what is shown by its number', () => {
  it('is all that Unicode says nothing is seen of, or that turns or breaks lines', () => {
    const others: string[] = [];
    for (const character of characters()) {
      const isNumbered = numberedText(character) !== character;
      if (isNumbered !== (IGNORABLE.test(character) && !WRITTEN.test(character))) others.push(character);
    }
    expect(others).toEqual(['\u00a0', '\ufff9', '\ufffa', '\ufffb']);
  });

  it('is the whole character, in a text and in JSON', () => {
    expect(numberedText('a\u001b\u202e\u{e0041}\udcff😀')).toBe('a\\x1b\\u202e\\u{e0041}\\xff😀');
    const value = { 'a\u{e0041}': '\u{1d173}\u202e😀' };
    expect(jsonText(value)).toBe('{"a\\udb40\\udc41":"\\ud834\\udd73\\u202e😀"}');
    expect(JSON.parse(jsonText(value))).toEqual(value);
  });
});

it('sentences in a line have a mark between them', () =>
  expect(printableSentences('x: none\nLooked in a.\nSo:\nb\u001b')).toBe('x: none. Looked in a. So: b\\x1b'));
