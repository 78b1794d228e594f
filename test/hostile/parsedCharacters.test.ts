import { expect, it, vi } from 'vitest';
import type { SyntaxTree } from '../../server/src/devicetree/syntax/parser.ts';
import { LIMITS } from '../../server/src/text/limits.ts';
import { SourceFile } from '../../server/src/text/sourceFile.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { MemoryFiles } from '../memoryFiles.ts';
import { testParser } from '../parser.ts';

const HEAD = '/dts-v1/;\n/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n';

const parser = await testParser();

/** How many characters after an offset the parser takes while a text is checked. */
const parsedOf = (text: string, after = 0): number => parsedOfVersions([text], after)[0] ?? 0;

/** How many it takes while each version of a text is checked after the one before: up to the first error where it stops there. */
function parsedOfVersions(texts: readonly string[], after = 0): readonly number[] {
  let parsed = 0;
  const spies = (['parse', 'parseWithin', 'parseGood'] as const).map((name) => {
    const original = parser[name].bind(parser) as (read: string, edited?: SyntaxTree) => never;
    return vi.spyOn(parser, name).mockImplementation((read: string, edited?: SyntaxTree) => {
      const isKnown = name === 'parseGood' && edited === undefined && parser.knownFailure(read) !== undefined;
      const result = original(read, edited);
      if (isKnown) return result;
      const taken = result === undefined && edited === undefined ? (parser.failsAt(read) ?? 0) : read.length;
      parsed += Math.max(0, taken - after);
      return result;
    });
  });
  let file = new SourceFile('a.dts', '');
  const workspace = new Workspace(Object.assign(new MemoryFiles({}), { read: () => file }), parser);
  const each = texts.map((text) => {
    file = new SourceFile('a.dts', text);
    parsed = 0;
    workspace.analyse(workspace.open('a.dts'));
    return parsed;
  });
  for (const spy of spies) spy.mockRestore();
  return each;
}

it.each([
  ['words that mean nothing, in a list', `${HEAD}x = <${'A '.repeat(1 << 20)}>;\n};\n`],
  ['words that mean nothing', `${HEAD}${'foo '.repeat(1 << 19)}};\n`],
  ['nodes that nothing closes', `/dts-v1/;\n/ {${'a{'.repeat(600_000)}`],
])('the parser is not given the rest of a long text: %s', (_name, text) => {
  expect(parsedOf(text)).toBeLessThan(text.length / 4);
});

it('an expression for which dtc has no room is parsed once', () => {
  const text = `${HEAD}x = <(${'~'.repeat(1 << 17)}1)>;\n};\n`;
  expect(parsedOf(text)).toBeLessThan(1.1 * text.length);
});

it.each([
  ['brackets', `${HEAD}p = ${'['.repeat(600_000)}`],
  ['commas', `${HEAD}p = ${','.repeat(600_000)}`],
  ['semicolons', `${HEAD}${';'.repeat(600_000)}`],
  ['numbers with commas in a list', `${HEAD}p = <${'0,'.repeat(300_000)}>;\n};\n`],
  ['numbers with commas in a list that nothing closes', `${HEAD}p = <${'0,'.repeat(300_000)}`],
  ['comments that nothing closes', `${HEAD}${'/* '.repeat(200_000)}`],
])('of a long text that is broken from its beginning on the beginning is parsed: %s', (_name, text) => {
  // Twice, and as much again to close what is open.
  expect(parsedOf(text)).toBeLessThan(9 * LIMITS.charactersReadWhole.most);
});

it.each([
  ['properties', `${HEAD}${'p;'.repeat(300_000)}};\n`],
  ['values', `${HEAD}${'p = <1 2>, "a";\n'.repeat(37_000)}};\n`],
  ['nodes', `${HEAD}};\n${'/ { n { p; }; };\n'.repeat(50_000)}`],
  ['cells of one list, one a line', `${HEAD}p = <${'1\n'.repeat(400_000)}>;\n};\n`],
  ['cells of one list', `${HEAD}p = <${'1 '.repeat(400_000)}>;\n};\n`],
  ['bytes of one list', `${HEAD}p = /bits/ 8 <${'0x1 '.repeat(200_000)}>;\n};\n`],
  ['references of one list', `/dts-v1/;\n/plugin/;\n&l { p = <${'&label '.repeat(120_000)}>; };\n`],
  ['strings of one property', `${HEAD}p = ${'"a",'.repeat(200_000)}"b";\n};\n`],
  ['paths of one property', `${HEAD}p = ${'&l,'.repeat(250_000)}&l;\n};\n`],
])('of a long text that goes on as it begins the beginning is parsed: %s', (_name, text) => {
  expect(parsedOf(text)).toBeLessThan(3 * LIMITS.charactersReadWhole.most);
});

it('what is typed in a long text is parsed, and not the text, and what mends it is read as if it was new', () => {
  const text = `${HEAD}${'p = <1 2>, "a";\n'.repeat(37_000)}};\n`;
  const at = text.indexOf('p =', text.length >> 1);
  const typed = (statement: string): string => text.slice(0, at) + statement + text.slice(at);
  const [, ...keys] = parsedOfVersions([text, ...['3', 'q', 'q = ', 'q = <A>', 'q = <1>', 'q = <1>;'].map(typed)]);
  for (const characters of keys) expect(characters).toBeLessThan(1000);
  const [, broken, mended] = parsedOfVersions([text, typed('q = "'), text]);
  expect(broken).toBeGreaterThan(text.length / 2);
  expect(mended).toBeLessThan(3 * LIMITS.charactersReadWhole.most);
});

it.each([
  ['values that lose a comma, which dtc alone refuses', ['k'], 2],
  ['values in which a string opens', ['"'], 2.4],
])(
  'a long text of one property is parsed once to know what is wrong in it, after a key in its midst: %s',
  (_name, keys, times) => {
    const text = `${HEAD}p = ${'&a,'.repeat(350_000)}&a;\n};\n`;
    const at = text.indexOf('&a', text.length >> 1);
    const [, ...broken] = parsedOfVersions([text, ...keys.map((key) => text.slice(0, at) + key + text.slice(at))]);
    // Once more to read what is read of it, which is half of it or all.
    for (const characters of broken) expect(characters).toBeLessThan(times * text.length);
  },
);

it('what is good of a long text before its first error is parsed once at a key after the one that broke it', () => {
  const text = `${HEAD}${'p = <1 2>, "a";\n'.repeat(60_000)}};\n`;
  const at = text.indexOf('p =', text.length >> 1);
  const typed = (statement: string): string => text.slice(0, at) + statement + text.slice(at);
  const [, , ...keys] = parsedOfVersions([text, ...['{ <', '{ <1', '{ <1 2'].map(typed)]);
  for (const characters of keys)
    expect(characters).toBeLessThan(0.5 * text.length + 5 * LIMITS.charactersReadWhole.most);
});

it('a long part of a text that comes back is read as if it was new', () => {
  const text = `${HEAD}${'p = <1 2>, "a";\n'.repeat(60_000)}};\n`;
  const at = text.indexOf('p =', text.length >> 1);
  const [, , mended] = parsedOfVersions([text, `${text.slice(0, at)}/*${text.slice(at)}`, text]);
  expect(mended).toBeLessThan(3 * LIMITS.charactersReadWhole.most);
});

it.each([
  ['cells', 'p = <', '12 ', '0,'],
  ['cells', 'p = <', '12 ', '"a" '],
  ['strings', 'p = ', '"a", ', '"a" '],
  ['references', 'p = ', '<&a>, ', '<&a> '],
  ['bytes', 'p = [', '00 ', '0x '],
  ['statements', '', 'p=<1>;\n', 'p=<1 \n'],
])(
  'of a long text that is good in its first half what stands well after the first error is not parsed: %s',
  (_name, head, good, bad) => {
    const half = `${HEAD}${head}${good.repeat((1 << 19) / good.length)}`;
    const text = half + bad.repeat((1 << 19) / bad.length);
    // Once as it is, and without each of the two lines at which it may fail.
    expect(parsedOf(text, half.length)).toBeLessThan(3.1 * LIMITS.charactersReadWhole.most);
    const workspace = new Workspace(new MemoryFiles({ 'a.dts': text }), parser);
    const [first] = workspace.analyse(workspace.open('a.dts')).board.problems.filter(({ id }) => id === 'syntax-error');
    expect(first?.span?.start).toBeGreaterThanOrEqual(half.length - 2 * good.length);
    expect(first?.span?.start).toBeLessThan(half.length + 2 * bad.length);
  },
);
