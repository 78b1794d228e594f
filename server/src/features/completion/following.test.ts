import { beforeAll, describe, expect, it } from 'vitest';
import { boardSource } from '../../../../test/boardSource.ts';
import { KeptReader, sample, TypedBoard } from '../../../../test/completion.ts';
import { testParser } from '../../../../test/parser.ts';
import type { DevicetreeParser } from '../../devicetree/syntax/parser.ts';
import type { Suggestion } from './suggestion.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const board = (regions: string, rest = '', head = ''): string =>
  boardSource({
    head: [head],
    cells: 2,
    regions: [
      'frames: frames@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x60000000 0x0 0x1000000>; };',
      regions,
    ],
    rest: [rest],
  });

const typed = (regions: string, rest?: string, head?: string): TypedBoard =>
  new TypedBoard(parser, board(regions, rest, head));

describe('what follows the cursor', () => {
  it('is the body of a node: its name alone is suggested', () => {
    expect(typed('pool: | { no-map; };').labels).toEqual([]);
    const again = new TypedBoard(parser, `${board('')}/ { reserved-memory { pool: | { no-map; }; }; };`);
    expect(again.labels).toEqual(['frames@60000000']);
    expect(again.taken('frames@60000000')).toContain('{ pool: frames@60000000 { no-map; }; };');
    const inRoot = typed('', 'ch| { };');
    expect(inRoot.taken('chosen')).toContain('\tchosen { };');
    expect(new TypedBoard(parser, `${board('')}| { };`).taken('&frames')).toMatch(/&frames { };$/);
  });

  it('is a value: it is replaced, or stays where the name alone is typed', () => {
    const reg = typed('a { no-map; reg = |<0x0 0x70000000 0x0 0x1000>; };');
    const [first = ''] = reg.labels;
    expect(first).toBe('16 MiB at 0x7c000000');
    expect(reg.taken(first)).toContain('reg = <0x0 0x7c000000 0x0 0x1000000>; };');
    expect(reg.completion()?.isWhole).toBe(true);
    expect(typed('a { compatible = | "x", "y"; };').taken('"ramoops"')).toContain('compatible = "ramoops", "y"; };');
    expect(typed('a { compatible = "|shared"; };').taken('ramoops')).toContain('compatible = "ramoops"; };');
    expect(typed('', 'x { status = |"okay"; };').taken('"disabled"')).toContain('status = "disabled"; };');
    expect(typed('', 'x { memory-region = |<&frames>; };').taken('&frames')).toContain('memory-region = <&frames>; };');
    expect(typed('a { no| = <1>; };').labels).not.toContain('no-map');
    expect(typed('a { re|; };').taken('reg')).toContain('a { reg = <0x0 0x7c000000 0x0 0x1000000>; };');
  });

  it('is a value on the next line, which no suggestion may replace', () => {
    expect(typed('a { reg = |\n\t\t\t<0x0 0x70000000 0x0 0x1000>; };').labels).toEqual([]);
    expect(typed('a { reg = |<0x0 0x70000000\n\t\t\t0x0 0x1000>; };').labels).toEqual([]);
    expect(typed('a { reg = |\n\t\t};').labels).not.toEqual([]);
  });

  it('is the rest of an entry: the whole entry is replaced', () => {
    const expected = 'reg = <0x0 0x7c000000 0x0 0x1000000>; };';
    for (const cells of ['|0x0 0x70000000 0x0 0x1000', '0x0 |0x70000000 0x0 0x1000', '0x0 |0x70000000 SIZE']) {
      const at = typed(`a { no-map; reg = <${cells}>; };`, '', '#define SIZE 0x0 0x1000');
      expect(at.taken('16 MiB at 0x7c000000')).toContain(expected);
    }
    const size = typed('a { no-map; reg = <0x0 0x70000000 |0x0 0x1000>; };');
    expect(size.taken('1 MiB')).toContain('reg = <0x0 0x70000000 0x0 0x100000>; };');
    const cells = typed('', '', '').document.file.text;
    const counts = new TypedBoard(parser, cells.replace('\t\t#size-cells = <2>', '\t\t#size-cells = <|2>'));
    expect(counts.taken('2')).toBe(cells);
  });

  it('are arguments, which stay', () => {
    const head = '#define RANGE(a, s) 0x0 a 0x0 s\n#define POOL(name) name { no-map; };';
    expect(typed('a { reg = <RA|(1, 2)>; };', '', head).taken('RANGE(a, s)')).toContain('reg = <RANGE(1, 2)>; };');
    expect(typed('PO|(x)', '', head).taken('POOL(name)')).toContain('\t\tPOOL(x)');
  });
});

describe('a macro that makes nodes', () => {
  const head =
    '#define POOL(name, at) name: name@at { no-map; }\n#define TWICE(n) POOL(n, 1); POOL(n, 2);\n#define SIZE 0x0 0x1000';
  it('is suggested where a statement begins, and in no value', () => {
    const statement = typed('|', '', head);
    expect(statement.taken('POOL(name, at)')).toContain('\t\tPOOL(name, at);\n');
    expect(statement.taken('TWICE(n)')).toContain('\t\tTWICE(n)\n');
    expect(statement.labels).not.toContain('SIZE');
    const cells = typed('a { reg = <0x0 0x70000000 |>; };', '', head).labels;
    expect(cells).toContain('SIZE');
    expect(cells.filter((label) => /POOL|TWICE/.test(label))).toEqual([]);
    expect(typed('label: |', '', head).labels).not.toContain('TWICE(n)');
  });
});

describe('a unit address', () => {
  it('is that of the reg which the node has', () => {
    const at = typed('pool@| { no-map; reg = <0x0 0x70000000 0x0 0x1000>; };');
    expect(at.labels).toEqual(['pool@70000000']);
    expect(at.taken('pool@70000000')).toContain('\t\tpool@70000000 { no-map;');
    expect(typed('', 'bus { #address-cells = <1>; #size-cells = <0>; dev@| { reg = <0x2c>; }; };').labels).toEqual([
      'dev@2c',
    ]);
  });

  it('of a region without one is free', () => {
    const at = typed('pool@|');
    expect(at.suggestions.map(({ label, detail }) => `${label}: ${detail}`)).toEqual([
      'pool@79000000: 64 MiB at 0x79000000, free',
      'pool@7c000000: 16 MiB at 0x7c000000, free',
      'pool@7ff00000: 1 MiB at 0x7ff00000, free',
    ]);
    expect(at.taken('pool@79000000')).toContain('\t\tpool@79000000 {\n\treg = <0x0 0x79000000 0x0 0x4000000>;\n};\n');
    expect(typed('pool@7c| { no-map; };').taken('pool@7c000000')).toContain('\t\tpool@7c000000 { no-map; };');
  });
});

/** What a suggestion writes; a name where a keyword leaves one to be filled in. */
const writtenBy = ({ insertion, kind }: Suggestion): string =>
  insertion
    .map((part) => (typeof part === 'string' ? part : part.text === '' && kind === 'keyword' ? 'x' : part.text))
    .join('');

it.each(['camera-board.dts', 'dsp-board.dts'])(
  'every suggestion at every place of %s leaves a text without errors',
  (name) => {
    const files = { 'heron.dtsi': sample('heron.dtsi'), 'memory-sizes.h': sample('memory-sizes.h') };
    const text = sample(name);
    const whole = new TypedBoard(parser, text, files, new KeptReader(parser, files));
    const tried = new Set<string>();
    const broken: string[] = [];
    for (let offset = 0; offset <= text.length; offset++) {
      const found = whole.completion(offset);
      for (const suggestion of found?.suggestions ?? []) {
        const word = suggestion.span ?? found?.place.word;
        // What follows it is a node, which is still to be typed.
        if (word === undefined || suggestion.label === '/omit-if-no-ref/') continue;
        const after = text.slice(0, word.start) + writtenBy(suggestion) + text.slice(word.end);
        if (tried.has(after)) continue;
        tried.add(after);
        const tree = parser.parse(after);
        if (tree.rootNode.hasError) broken.push(`${suggestion.label} at ${text.slice(offset - 20, offset)}|`);
        tree.delete();
      }
    }
    expect(broken).toEqual([]);
    expect(tried.size).toBeGreaterThan(500);
  },
);
