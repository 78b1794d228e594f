import { describe, expect, it } from 'vitest';
import { SourceFile } from '../text/sourceFile.ts';
import { suppressedBy, suppressionsOf } from './suppressions.ts';

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
});

it('a comment goes on after a carriage return alone where dtc reads the text, to which no line ends there', () => {
  const text = '// a\r/* dtheaps-disable-file */\n';
  expect(suppressionsOf(new SourceFile('a.dts', text, undefined, 'gcc'))).toHaveLength(1);
  expect(suppressionsOf(new SourceFile('a.dts', text, undefined, 'dtc'))).toEqual([]);
});
