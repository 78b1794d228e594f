import { describe, expect, it } from 'vitest';
import { growth, LINEAR } from '../../../test/growth.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { unusedFinding } from './comments/unusedSuppression.ts';
import { type Suppression, suppressedBy, suppressionsOf } from './suppressions.ts';

/** The lines, from 1, on which a rule is silenced. */
function silencedLines(text: string, rule = 'zero-size'): number[] {
  const file = new SourceFile('a.dts', text);
  const silenced: number[] = [];
  for (let line = 0; line < file.lines.lineCount; line++) {
    const start = file.lines.startOf(line);
    if (suppressedBy(rule, { file, start, end: start }) !== undefined) silenced.push(line + 1);
  }
  return silenced;
}

describe('suppressedBy', () => {
  it.each([
    ['the next line', 'a\n/* dtheaps-disable-next-line zero-size -- because */\nb\nc\n', [3]],
    [
      'the next line, after more comments',
      '// dtheaps-disable-next-line zero-size\n// why\n/* and\n how */\nb\nc\n',
      [5],
    ],
    ['the next line, which a comment begins', '// dtheaps-disable-next-line\n/* a */ b\nc\n', [2]],
    ['its own line', 'a\nb // dtheaps-disable-line zero-size\nc\n', [2]],
    ['the file, wherever it stands', 'a\nb\n// dtheaps-disable-file\n', [1, 2, 3, 4]],
    ['a block', 'a\n// dtheaps-disable zero-size\nb\n// dtheaps-enable zero-size\nc', [2, 3]],
    ['a block to the end', 'a\n/* dtheaps-disable */\nb\nc', [2, 3, 4]],
    [
      'a block of which another rule is let go',
      '// dtheaps-disable\nb\n// dtheaps-enable reg-and-size\nc',
      [1, 2, 3, 4],
    ],
    ['several rules', '/* dtheaps-disable-next-line reg-and-size, zero-size */\nb', [2]],
    ['other rules', '/* dtheaps-disable-next-line reg-and-size */\nb', []],
    ['a reason that names rules', '/* dtheaps-disable-next-line reg-and-size -- not zero-size */\nb', []],
    ['a comment in a string', 'a = "/* dtheaps-disable-next-line */";\nb', []],
    ['a string that is not closed', '#error don\'t\n#error "\n/* dtheaps-disable-next-line */\nb', [4]],
    ['a word within a comment', '/* see dtheaps-disable-next-line */\nb', []],
    ['stars around it', '/**\n * dtheaps-disable-next-line zero-size\n */\nb', [4]],
    ['a comment that is not closed', 'b\n/* dtheaps-disable-file', [1, 2]],
  ])('%s', (_, text, lines) => expect(silencedLines(text)).toEqual(lines));

  it.each([
    ['comments', '/* dtheaps-disable-next-line */\n', 1],
    ['escapes in a string that is not closed', '"\\', 0],
    ['beginnings of comments', '/* ', 0],
  ])('takes work in proportion to a hostile file: %s', (_, repeated, each) => {
    const hostile = (count: number): SourceFile => new SourceFile('a.dts', `dtheaps-\n${repeated.repeat(count)}`);
    expect(suppressionsOf(hostile(1000))).toHaveLength(1000 * each);
    expect(growth(4000, hostile, suppressionsOf)).toBeLessThan(LINEAR);
  });

  it('takes work in proportion to the rules that a comment names in vain', () => {
    const naming = (count: number): Suppression[] => {
      const names = Array.from({ length: count }, (_, index) => `no-rule-${index}`);
      return [...suppressionsOf(new SourceFile('a.dts', `// dtheaps-disable-next-line ${names.join(' ')}\n`))];
    };
    const findings = (suppressions: readonly Suppression[]) =>
      suppressions.flatMap((each) => each.rules.map((rule) => unusedFinding(each, rule, ['zero-size'])));
    expect(findings(naming(3)).map(({ fixes }) => fixes[0]?.edits[0]?.span)).toMatchObject([
      { start: 28, end: 38 },
      { start: 38, end: 48 },
      { start: 48, end: 58 },
    ]);
    expect(growth(1000, naming, findings)).toBeLessThan(LINEAR);
  });
});
