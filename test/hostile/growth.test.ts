import { expect, test } from 'vitest';
import { Expander } from '../../server/src/devicetree/expansion/expander.ts';
import { TokensBefore } from '../../server/src/devicetree/syntax/missingText.ts';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { SourceFile } from '../../server/src/text/sourceFile.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { growth, LINEAR } from '../growth.ts';
import { MemoryFiles } from '../memoryFiles.ts';
import { testParser } from '../parser.ts';

const parser = await testParser();

const ROOT =
  '/dts-v1/;\n/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n\tmemory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };\n';
const REGIONS = '\treserved-memory {\n\t\t#address-cells = <1>;\n\t\t#size-cells = <1>;\n\t\tranges;\n';

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** What one board says, from its text to its findings. */
function check(text: string): readonly string[] {
  const workspace = new Workspace(new MemoryFiles({ 'a.dts': text }), parser);
  const { problems, findings } = findingsOf(workspace.analyse(workspace.open('a.dts')));
  return [...problems.map(({ id }) => id), ...findings.map(({ rule }) => rule)];
}

/** Inputs that were seen to cost the square of their length, each a text of about `count` pieces. */
const HOSTILE: Readonly<Record<string, (count: number) => string>> = {
  'braces on one line': (count) => '{'.repeat(count),
  'closing braces on one line': (count) => '}'.repeat(count),
  'names without a value on one line': (count) => `${ROOT}${'a@'.repeat(count)}`,
  'quotes on one line': (count) => `${ROOT}${'"'.repeat(count)}`,
  'parentheses that nothing closes': (count) => `${ROOT}p = <${'('.repeat(count)}`,
  'nodes that nothing closes': (count) => `/dts-v1/;\n${'/ {'.repeat(count)}`,
  'a string that nothing closes': (count) => `${ROOT}p = "${'ab;\n'.repeat(count)}`,
  'one label on many nodes': (count) => `${ROOT}${lines(count, (index) => `l: n${index} {};\n`)}};\n`,
  'references by a label of many nodes': (count) =>
    `${ROOT}${lines(count, (index) => `l: n${index} {};\n`)}};\n${'&l { p; };\n'.repeat(count)}`,
  'references to the first of many nodes of a label, each deleted before the next': (count) =>
    `${ROOT}${lines(count, (index) => `l: n${index} {};\n`)}};\n${'/delete-node/ &l;\n'.repeat(count)}`,
  'one device that refers to a region many times': (count) =>
    `${ROOT}${REGIONS}r: r { reg = <0x50000000 0x1000>; }; };\nd { memory-region = <${'&r '.repeat(count)}>; };\n};\n`,
  'ranges of one region over each other': (count) =>
    `${ROOT}${REGIONS}r@50000000 { reg = <${'0x50000000 0x1000 '.repeat(4 * count)}>; }; };\n};\n`,
  'bytes without space between them': (count) => `/dts-v1/;\n/ {\np = [${'ff'.repeat(count)}];\n};\n`,
  // Regions with gaps between them fill memblock after some hundreds, and what follows is not booted.
  'CMA pools that are misaligned': (count) =>
    `${ROOT}${REGIONS}${lines(count, (index) => {
      const base = (0x50001000 + index * 0x3000).toString(16);
      return `pool@${base} { compatible = "shared-dma-pool"; reusable; reg = <0x${base} 0x3000>; };\n`;
    })}}; };\n`,
  'regions of another unit address': (count) =>
    `${ROOT}${REGIONS}${lines(count, (index) => {
      const base = (0x48000000 + index * 0x1000).toString(16);
      return `r@${index.toString(16)} { reg = <0x${base} 0x1000>; };\n`;
    })}}; };\n`,
  'entries of one region, each beyond RAM': (count) =>
    `${ROOT}${REGIONS}r@1 { reg = <${lines(2 * count, (index) => `${index} 1 `)}>; }; }; };\n`,
  'suppression comments that silence nothing': (count) =>
    `${ROOT}${'// dtheaps-disable-next-line zero-size\n'.repeat(count)}};\n`,
  'an overlay that refers to one label many times': (count) =>
    `/dts-v1/;\n/plugin/;\n&l { p = <${'&e '.repeat(count)}>; };\n`,
  'a macro of many parameters': (count) => `#define M(${lines(count, (index) => `p${index},`)}...) 1\n${ROOT}};\n`,
  'a macro that is put aside again and again': (count) => `${'#pragma push_macro("A")\n'.repeat(count)}${ROOT}};\n`,
  'macros that are put aside': (count) => `${lines(count, (index) => `#pragma push_macro("A${index}")\n`)}${ROOT}};\n`,
  'answers that are asserted of one predicate': (count) =>
    `${lines(count, (index) => `#assert p(a${index})\n`)}${ROOT}};\n`,
  'buses in one another, each with windows': (count) => {
    const bus = '#address-cells = <1>; #size-cells = <1>; dma-ranges = <0 1 2>;';
    return `${ROOT}${lines(count, (index) => `b${index} { ${bus}\n`)}${'};'.repeat(count)}};\n`;
  },
  'nodes that are deleted again and again': (count) =>
    `${ROOT}gone {};\n${lines(count, (index) => `n${index} {};\n`)}/delete-node/ gone;\n${'/delete-node/ gone;\n'.repeat(count)}};\n`,
};

test.each(Object.entries(HOSTILE))('the cost grows with the text: %s', (_name, textOf) => {
  expect(growth(500, textOf, check)).toBeLessThan(LINEAR);
});

// A search through the line for each call costs little, so that it shows on very long lines alone.
test('the cost grows with the text: hundreds of thousands of macro calls on one line', () => {
  const expand = (text: string) => {
    const file = new SourceFile('a.dts', text);
    const expander = new Expander({ read: () => file });
    return expander.expand({ path: 'a.dts', includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] });
  };
  expect(growth(100_000, (count) => `#define M(x) x\n${'M(1) '.repeat(count)}\n`, expand)).toBeLessThan(LINEAR);
});

test('the cost of what is open before a place grows with the text: parentheses', () => {
  const open = (text: string) => new TokensBefore(text).at(text.length);
  expect(growth(20_000, (count) => `<${'('.repeat(count)}1${')'.repeat(count)}`, open)).toBeLessThan(LINEAR);
});

test('the cost of an edit grows with the text: names on one line', () => {
  const edit = ({ expander, files }: { expander: Expander; files: SourceFile[] }) => {
    files.shift();
    expander.expand({ path: 'a.dts', includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] });
  };
  const edited = (count: number) => {
    const text = lines(count, (index) => `a${index};`);
    const files = ['', '', ' '].map((typed) => new SourceFile('a.dts', `/ {\n${typed}${text}\n};\n`));
    const expander = new Expander({ read: () => files[0] });
    edit({ expander, files });
    return { expander, files };
  };
  expect(growth(5000, edited, edit)).toBeLessThan(LINEAR);
});

// A regular expression that takes a character at a time runs out of stack, and so does a call with an argument for each thing.
test.each([
  ['a string beside a reference to nothing', `${ROOT}p = "${'a'.repeat(20_000_000)}", <&none>;\n};\n`],
  ['a character literal', `${ROOT}p = <('${'a'.repeat(20_000_000)}' + 1)>;\n};\n`],
  ['the name in a line marker', `# 1 "${'a'.repeat(20_000_000)}"\n${ROOT}};\n`],
  ['the name of a #line', `#line 1 "${'a'.repeat(1_000_000)}"\n${ROOT}};\n`],
  [
    'the banks of a memory node',
    `${ROOT}memory@1 { device_type = "memory"; reg = <${'1 2 '.repeat(250_000)}>; };\n};\n`,
  ],
  [
    'the path that an overlay goes to',
    `/dts-v1/;\n/plugin/;\n/ { f { target-path = "${'a/'.repeat(500_000)}"; __overlay__ {}; }; };\n`,
  ],
])('megabytes end in no internal error: %s', (_name, text) => {
  expect(check(text)).not.toContain('internal-error');
});
