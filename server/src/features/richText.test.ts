import { describe, expect, it } from 'vitest';
import { asCode, markdownOf, paragraph, plainTextOf, type RichText, strong } from './richText.ts';

const TEXT: RichText = [
  paragraph(strong('a*b'), ' and ', asCode('c`d'), ' | <e>'),
  { kind: 'facts', facts: [['Heap on 7.3', [asCode('x')], ['y']], ['Used by', ['z']], ['nothing']] },
  { kind: 'facts', facts: [] },
  {
    kind: 'table',
    head: ['Region', 'Size'],
    rows: [
      [asCode('p|q'), '1 MiB'],
      ['r', '16 MiB'],
    ],
  },
  { kind: 'code', lines: ['\tline', 'two'], language: 'dts' },
  { kind: 'code', lines: [], language: 'text' },
];

describe('a rich text', () => {
  it('is Markdown that reads well as it is', () => {
    expect(markdownOf(TEXT)).toBe(`**a\\*b** and \`\`c\`d\`\` \\| \\<e>

- Heap on 7.3:
  - \`x\`
  - y
- Used by: z

| Region | Size   |
|--------|--------|
| \`p\\|q\` | 1 MiB  |
| r      | 16 MiB |

\`\`\`dts
    line
two
\`\`\``);
  });

  it('is plain text without markup', () => {
    expect(plainTextOf(TEXT)).toBe(`a*b and c\`d | <e>

Heap on 7.3  x
             y
Used by      z

Region  Size
p|q     1 MiB
r       16 MiB

    line
two`);
  });

  it('shows bytes as the text that they are, and nothing that turns the line around', () => {
    const text = [paragraph('gr\xc3\xbc\xc3\x9fe ', asCode('a\u202Eb\nc'))];
    expect(markdownOf(text)).toBe('grüße `a\uFFFDb c`');
    expect(plainTextOf(text)).toBe('grüße a\uFFFDb c');
  });
});
