import { describe, expect, it } from 'vitest';
import { bytesOfText, shortened, textOfBytes, textOfMessage, wholeCharacters } from './bytesAndText.ts';

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('bytes and text', () => {
  it.each(['', 'plain', 'größe', '日ü', '😀', '\u0000\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}'])(
    '%j is its UTF-8',
    (text) => {
      expect(bytesOfText(text)).toBe(latin1(text));
      expect(textOfBytes(latin1(text))).toBe(text);
    },
  );

  it.each([
    ['Latin-1', 'gr\xf6\xdfe', 'gr\udcf6\udcdfe'],
    ['a sequence that ends early', '\xe6\x97x', '\udce6\udc97x'],
    ['a continuation alone', '\x80', '\udc80'],
    ['an overlong form', '\xc0\xaf', '\udcc0\udcaf'],
    ['an overlong form of three bytes', '\xe0\x80\xaf', '\udce0\udc80\udcaf'],
    ['a surrogate', '\xed\xa0\x80', '\udced\udca0\udc80'],
    ['above U+10FFFF', '\xf4\x90\x80\x80', '\udcf4\udc90\udc80\udc80'],
    ['valid and invalid side by side', '\xc3\xa9\xe9', 'é\udce9'],
  ])('%s keeps its bytes', (_, bytes, text) => {
    expect(textOfBytes(bytes)).toBe(text);
    expect(bytesOfText(text)).toBe(bytes);
  });

  it('leads every pair of bytes back to itself', () => {
    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) {
        const bytes = String.fromCharCode(first, second, 0xa0);
        expect(bytesOfText(textOfBytes(bytes))).toBe(bytes);
      }
    }
  });

  it('writes a lone surrogate that is no byte as U+FFFD', () =>
    expect(bytesOfText('\ud800x\udc00')).toBe(latin1('\ufffdx\ufffd')));
});

describe('a message', () => {
  it('shows the bytes that it quotes as text and leaves its own words', () => {
    expect(textOfMessage(`${latin1('nicht-da-é.dtsi')}: there is no such file in höhe/ – see above`)).toBe(
      'nicht-da-é.dtsi: there is no such file in höhe/ – see above',
    );
  });

  it('is the same when it is asked for again', () => {
    const once = textOfMessage(latin1('größe 日 😀'));
    expect(textOfMessage(once)).toBe(once);
  });

  it('quotes whole characters, and of too many fewer', () => {
    const bytes = latin1('aé日😀b');
    for (let start = 0; start < bytes.length; start++) {
      for (let end = start + 1; end <= bytes.length; end++) {
        const quoted = textOfBytes(wholeCharacters(bytes, start, end, 40));
        expect('aé日😀b').toContain(quoted);
        expect(quoted).toContain(textOfBytes(bytes.slice(start, end)).replace(/[\udc80-\udcff]/g, ''));
      }
    }
    expect(wholeCharacters(bytes, 0, bytes.length, 5)).toBe(latin1('aé'));
    expect(wholeCharacters('a\xfcb', 1, 2, 40)).toBe('\xfc');
    expect(wholeCharacters(bytes, 3, 3, 40)).toBe('');
  });

  it('cuts what is too long between characters, in bytes and in text', () => {
    expect(shortened('abc', 3)).toBe('abc');
    expect(shortened('abcd', 3)).toBe('ab…');
    for (let most = 2; most < 12; most++) {
      const bytes = shortened(latin1('aé日😀bc'), most);
      expect('aé日😀bc').toContain(textOfMessage(bytes).replace(/…$/, ''));
      expect(shortened('a😀日😀bc', most)).toMatch(/^a?😀?日?😀?b?…?c?$/u);
    }
  });
});
