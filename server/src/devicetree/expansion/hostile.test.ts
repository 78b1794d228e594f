import { describe, expect, test } from 'vitest';
import { EXPANSION_LIMITS } from '../../text/limits.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { Expander, flatten } from './expander.ts';

/** Expands a board from memory; the time is CPU-bound and must stay far below what a person would wait. */
function expand(files: Readonly<Record<string, string>>, preprocess = true) {
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, new SourceFile(path, text)]));
  const request = { path: 'a.dts', includeRoots: [], defines: [], preprocess, dtcIncludeRoots: [] };
  const expansion = new Expander({ read: (path) => sources.get(path) }).expand(request);
  const words = flatten(expansion.unit).text.split(/\s+/);
  return { expansion, ids: [...new Set(expansion.problems.map((problem) => problem.id))], words };
}

/** `#define`s in which each level uses the one below it as `body` says. */
function levels(count: number, parameters: string, first: string, body: (below: string) => string): string {
  const lines = [`#define M0${parameters} ${first}`];
  for (let level = 1; level <= count; level++) lines.push(`#define M${level}${parameters} ${body(`M${level - 1}`)}`);
  return `${lines.join('\n')}\n`;
}

describe('macros that make too much are a finding, and the text after them is read', () => {
  test.each([
    ['doubling', `${levels(22, '', 'x', (below) => `${below} ${below}`)}M22`],
    ['doubling its argument', `${levels(30, '(x)', 'x', (below) => `${below}(x x)`)}M30(a)`],
    ['pasting', `${levels(30, '(x)', 'x##x', (below) => `${below}(x##x)`)}M30(aaaaaaaa)`],
    ['making strings of strings', `${levels(30, '(x)', '#x', (below) => `${below}(#x #x)`)}M30(a)`],
    ['a list of arguments', `#define V(...) __VA_ARGS__\nV(${'a,'.repeat(1_200_000)})`],
  ])('%s', (_name, text) => {
    const { ids, words } = expand({ 'a.dts': `${text}\nlast\n` });
    expect(ids).toEqual(['macro-expansion-too-large']);
    expect(words).toContain('last');
  });

  test('a body that is too long', () => {
    const { ids, words } = expand({ 'a.dts': `#define A ${'1 '.repeat(1 << 18)}\nlast A\n` });
    expect(ids).toEqual(['macro-too-long']);
    expect(words).toContain('last');
  });
});

describe('files that include too much', () => {
  /** Each file is expanded twice at most: an expansion before it is tried. */
  const MOST_EXPANDED = 2 * (EXPANSION_LIMITS.includeDepth + EXPANSION_LIMITS.includesPastDepth);

  test('twice themselves: bounded by the number of files', () => {
    for (const text of ['x\n', '__COUNTER__\n', '__INCLUDE_LEVEL__\n']) {
      const { expansion, ids } = expand({ 'a.dts': `${text}#include "a.dts"\n#include "a.dts"\n` });
      expect(ids).toContain('include-depth');
      expect(ids).toContain('expansion-too-large');
      expect(expansion.counts.expanded).toBeLessThanOrEqual(MOST_EXPANDED);
    }
  });

  test('hundreds of times themselves: bounded by what they hold', () => {
    const { expansion, ids } = expand({ 'a.dts': '#include "a.dts"\n'.repeat(1000) });
    expect(ids).toContain('expansion-too-large');
    expect(expansion.counts.expanded).toBeLessThan(2 + EXPANSION_LIMITS.eventsAgain / 1000);
    expect(expansion.problems.length).toBeLessThanOrEqual(EXPANSION_LIMITS.problems);
  });

  test('problems past the limit are the same ones where some were made before', () => {
    const files = new Map<string, SourceFile>();
    const write = (path: string, text: string) => files.set(path, new SourceFile(path, text));
    const expander = () => new Expander({ read: (path) => files.get(path) });
    const read = (reader: Expander) =>
      reader
        .expand({ path: 'a.dts', includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] })
        .problems.map(({ id, span }) => `${id} ${span?.file.path} ${span?.start}`);
    write('b.h', '#warning b\n'.repeat(10));
    write('a.dts', '#include "b.h"\n');
    const kept = expander();
    expect(read(kept)).toHaveLength(10);
    write('a.dts', `${'#warning a\n'.repeat(EXPANSION_LIMITS.problemsOfAKind - 5)}#include "b.h"\n#warning last\n`);
    expect(read(kept)).toEqual(read(expander()));
    expect(read(kept)).toHaveLength(EXPANSION_LIMITS.problemsOfAKind);
  });

  test('by /include/', () => {
    const { expansion, ids } = expand({ 'a.dts': '/include/ "a.dts"\n/include/ "a.dts"\n' }, false);
    expect(ids).toContain('include-depth');
    expect(expansion.counts.expanded).toBeLessThanOrEqual(MOST_EXPANDED);
  });

  test('with macros that make every path different', () => {
    const files: Record<string, string> = { 'a.dts': '#include "h0.h"\n' };
    for (let index = 0; index < 30; index++) {
      const next = `#include "h${index + 1}.h"\n`;
      files[`h${index}.h`] = `#ifdef N${index}\n#undef N${index}\n#else\n#define N${index}\n#endif\n${next}${next}`;
    }
    files['h30.h'] = 'x\n';
    expect(expand(files).ids).toEqual(['expansion-too-large']);
  });
});

describe('odd bytes', () => {
  test('a file larger than what is read', () => {
    const { ids } = expand({ 'a.dts': '1 '.repeat(EXPANSION_LIMITS.fileBytes / 2 + 1) });
    expect(ids).toEqual(['file-too-large']);
  });

  test('a byte-order mark, carriage returns, null bytes and no line feed at the end', () => {
    const { expansion, words } = expand({ 'a.dts': '\xef\xbb\xbf#define X 1\r\na\0X\r\n#ifdef X\r\nyes\r\n#endif' });
    expect(expansion.problems).toEqual([]);
    expect(words.filter((word) => word !== '')).toEqual(['a', '1', 'yes']);
  });

  test('comments and strings that are never closed', () => {
    expect(expand({ 'a.dts': `x /* ${'/* '.repeat(1 << 18)}` }).ids).toEqual(['comment-not-closed']);
    expect(expand({ 'a.dts': '"\n\''.repeat(1 << 16) }).ids).toEqual([]);
    expect(expand({ 'a.dts': '/* '.repeat(1 << 18) }, false).ids).toEqual([]);
  });

  test('conditions nested deeply, and never ended', () => {
    const depth = 20_000;
    const { ids, words } = expand({ 'a.dts': `${'#if 0\n'.repeat(depth)}${'#endif\n'.repeat(depth)}last\n` });
    expect(ids).toEqual([]);
    expect(words).toContain('last');
    expect(expand({ 'a.dts': '#if 1\n'.repeat(depth) }).ids).toEqual(['conditional-not-closed']);
    const nested = `#if ${'('.repeat(depth)}1${')'.repeat(depth)}\nx\n#endif\n`;
    expect(expand({ 'a.dts': nested }).ids).toEqual(['condition-too-deep']);
  });
});
