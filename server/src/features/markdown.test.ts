import { describe, expect, it } from 'vitest';
import { code, codeBlock, escapeMarkdown } from './markdown.ts';

describe('text from a tree', () => {
  it('cannot make links, images, tables, emphasis or HTML', () => {
    expect(escapeMarkdown('[a](command:x) ![b](c) | <img> *d* _e_ ~f~ `g` &lt; http://h www.i j@k.l')).toBe(
      '\\[a\\](command:x) !\\[b\\](c) \\| \\<img> \\*d\\* \\_e\\_ \\~f\\~ \\`g\\` \\&lt; http\\://h www\\.i j\\@k.l',
    );
  });

  it.each([
    ['# a', '\\# a'],
    ['> a', '\\> a'],
    ['- a', '\\- a'],
    ['--- ', '\\--- '],
    ['1. a', '1\\. a'],
    ['\\*', '\\\\\\*'],
    ['a\\', 'a\\\\'],
  ])('begins nothing: %j', (text, expected) => expect(escapeMarkdown(text)).toBe(expected));

  it.each([
    'reusable: its size is no multiple of 2 MiB (0x200000), this kernel\'s minimum; see "cma=".',
    'linux,cma-default of pool@60000000: 100% - and & so_on, #address-cells = 2! a\\b 7.3',
  ])('is left as it is where that shows it: %j', (text) => {
    expect(escapeMarkdown(text).replace('\\\\b', '\\b')).toBe(text);
  });

  it('stays in its line and does not turn it around', () => {
    expect(escapeMarkdown('a\n\n\tb\u202Ec\u0000')).toBe('a b\uFFFDc\uFFFD');
  });

  it('cannot end inline code', () => {
    expect(code('a`b')).toBe('``a`b``');
    expect(code('`x``')).toBe('``` `x`` ```');
    expect(code('a|b')).toBe('`a|b`');
    expect(code('')).toBe('');
  });

  it('cannot end a block of code', () => {
    expect(codeBlock(['a', '```\n[x](y)', '\tb\tc'])).toBe('````text\na\n``` [x](y)\n    b c\n````');
  });
});
