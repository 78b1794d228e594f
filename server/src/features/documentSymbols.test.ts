import { beforeAll, describe, expect, it } from 'vitest';
import { EditedBoardFiles } from '../../../test/editedBoard.ts';
import { DocumentTree } from '../devicetree/document/documentTree.ts';
import { type DevicetreeParser, loadParser } from '../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../disk/grammarModules.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { type DocumentSymbol, documentSymbols } from './documentSymbols.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await loadParser(readGrammarModules());
});

const outline = (text: string) => documentSymbols(DocumentTree.read(new SourceFile('board.dts', text), parser));
const shape = (symbols: readonly DocumentSymbol[]): unknown[] =>
  symbols.map(({ name, detail, children }) => [detail === '' ? name : `${detail}: ${name}`, ...shape(children)]);

describe('the outline', () => {
  it('has the nodes as they are written', () => {
    const text = `#include <soc.dtsi>
/ {
	model = "x";
	reserved-memory { a: b: pool@1 { reg = <1 2>; }; other { }; };
};
&isp { port { }; };
&{/soc} { };
`;
    expect(shape(outline(text))).toEqual([
      ['/', ['reserved-memory', ['a, b: pool@1'], ['other']]],
      ['&isp', ['port']],
      ['&{/soc}'],
    ]);
  });

  it('says where a node and its name stand', () => {
    const text = '/ { pool@1 { }; };';
    const [root] = outline(text);
    const pool = root?.children[0];
    expect(text.slice(pool?.nameSpan.start, pool?.nameSpan.end)).toBe('pool@1');
    expect(text.slice(pool?.span.start, pool?.span.end)).toMatch(/^pool@1 \{ \};?$/);
  });

  it('stays where something is half typed', () => {
    expect(JSON.stringify(shape(outline('/ { a { x = <; }; b { }; c {')))).toMatch(/"b"/);
  });

  it('says of regions what the kernel makes of them, those that macros make included', () => {
    const board = new EditedBoardFiles(parser, {
      'a.dts': `/dts-v1/;
#define POOL(label, at, flag) label: label@at { compatible = "shared-dma-pool"; reg = <0x##at 0x1000000>; flag; };
#define NAMED(at) named@at
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		POOL(frames, 50000000, reusable)
		NAMED(60000000) { reg = <0x60000000 0x1000>; no-map; };
	};
};
&frames { };
`,
    });
    const symbols = documentSymbols(board.document('a.dts'), board.analysis);
    const described = (all: readonly DocumentSymbol[]): string[] =>
      all.flatMap(({ kind, name, detail, children }) => [`${kind} ${name} | ${detail}`, ...described(children)]);
    expect(described(symbols)).toEqual([
      'node / | ',
      'node memory@40000000 | ',
      'node reserved-memory | ',
      'region frames@50000000 | frames · 16 MiB · CMA area · /dev/dma_heap/frames@50000000',
      'region named@60000000 | 4 KiB · reserved, not mapped',
      'reference &frames | 16 MiB · CMA area · /dev/dma_heap/frames@50000000',
    ]);
  });

  it('is bounded', () => {
    expect(outline('a {'.repeat(20_000))).toBeDefined();
    expect(outline(`/ {${'a { };'.repeat(30_000)}};`)[0]?.children.length).toBeLessThanOrEqual(20_000);
  });
});
