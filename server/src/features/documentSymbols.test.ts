import { beforeAll, describe, expect, it } from 'vitest';
import { DocumentTree } from '../devicetree/document/documentTree.ts';
import { type DevicetreeParser, loadParser } from '../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../disk/grammarModules.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { type DocumentSymbol, documentSymbols } from './documentSymbols.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await loadParser(await readGrammarModules());
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

  it('is bounded', () => {
    expect(outline('a {'.repeat(20_000))).toBeDefined();
    expect(outline(`/ {${'a { };'.repeat(30_000)}};`)[0]?.children.length).toBeLessThanOrEqual(20_000);
  });
});
