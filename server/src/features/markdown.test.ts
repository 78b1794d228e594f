import { describe, expect, it } from 'vitest';
import { code, codeBlock, escapeMarkdown } from './markdown.ts';

describe('text from a tree', () => {
  it('cannot make links, images, tables or HTML', () => {
    expect(escapeMarkdown('[a](command:x) ![b](c) | <img> *d*')).toBe(
      '\\[a\\]\\(command\\:x\\) \\!\\[b\\]\\(c\\) \\| \\<img\\> \\*d\\*',
    );
  });

  it('stays in its line and does not turn it around', () => {
    expect(escapeMarkdown('a\n\n\tb\u202Ec\u0000')).toBe('a b\uFFFDc\uFFFD');
  });

  it('cannot end inline code', () => {
    expect(code('a`b')).toBe('``a`b``');
    expect(code('`x``')).toBe('``` `x`` ```');
    expect(code('a|b')).toBe('`a\\|b`');
    expect(code('')).toBe('');
  });

  it('cannot end a block of code', () => {
    expect(codeBlock(['a', '```\n[x](y)'])).toBe('````text\na\n``` [x](y)\n````');
  });
});
