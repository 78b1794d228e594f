import { expect, test } from 'vitest';
import { Expander } from '../../server/src/devicetree/expansion/expander.ts';
import { TokensBefore } from '../../server/src/devicetree/syntax/missingText.ts';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { LIMITS } from '../../server/src/text/limits.ts';
import { SourceFile } from '../../server/src/text/sourceFile.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { squares } from '../counted/squares.ts';
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

/** From how many pieces on, where below a named limit each may look at all others. */
const LARGE: Readonly<Partial<Record<string, number>>> = {
  'CMA pools that are misaligned': LIMITS.placedRegions.most,
  // `LIMITS.renameSearch` is reached by less than four times as many.
  'regions of another unit address': 2000,
};

test.each(Object.entries(HOSTILE))('the cost grows with the text: %s', async (name, textOf) => {
  expect(await squares(LARGE[name] ?? 100, textOf, check)).toEqual([]);
});

test('the cost grows with the text: macro calls on one line', async () => {
  const expand = (text: string) => {
    const file = new SourceFile('a.dts', text);
    const expander = new Expander({ read: () => file });
    return expander.expand({ path: 'a.dts', includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] });
  };
  expect(await squares(100, (count) => `#define M(x) x\n${'M(1) '.repeat(count)}\n`, expand)).toEqual([]);
});

test('the cost of what is open before a place grows with the text: parentheses', async () => {
  const open = (text: string) => new TokensBefore(text).at(text.length);
  expect(await squares(100, (count) => `<${'('.repeat(count)}1${')'.repeat(count)}`, open)).toEqual([]);
});

test('the cost of an edit grows with the text: names on one line', async () => {
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
  expect(await squares(100, edited, edit)).toEqual([]);
});
