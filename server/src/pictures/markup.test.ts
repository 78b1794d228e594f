import { describe, expect, it } from 'vitest';
import { escapeMarkup } from './markup.ts';

describe('text in markup', () => {
  it('keeps letters of every script, lines and tabs, and escapes what would be markup', () => {
    expect(escapeMarkup('größe\tπ\n<b>&"\'')).toBe('größe\tπ\n&lt;b&gt;&amp;&quot;&#39;');
  });

  it('replaces controls of terminals, turns of direction and separators of lines', () => {
    for (const code of [0x1b, 0x7f, 0x85, 0x9b, 0x9d, 0x61c, 0x200e, 0x2028, 0x2029, 0x202e, 0x2066, 0xd800, 0xffff]) {
      expect(escapeMarkup(`a${String.fromCharCode(code)}b`)).toBe('a\u{FFFD}b');
    }
  });
});
