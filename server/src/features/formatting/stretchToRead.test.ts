import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatted } from '../../../../test/formattedText.ts';
import { testParser } from '../../../../test/parser.ts';
import { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { DevicetreeParser } from '../../devicetree/syntax/parser.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { fewerEdits } from './fewerEdits.ts';
import { formatDocument, type WhiteEdit } from './formatDocument.ts';
import { mayBeBroken, takeLeaves } from './leaves.ts';
import { type Lines, stretchToRead } from './stretchToRead.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const read = (text: string): DocumentTree => DocumentTree.read(new SourceFile('a.dts', text), parser);

/** The edits that touch some lines, with what stands in the place of each. */
function touching(document: DocumentTree, edits: readonly WhiteEdit[], { first, last }: Lines): readonly WhiteEdit[] {
  const { lines } = document.file;
  return edits.filter(({ start, end }) => lines.lineOf(start) <= last && lines.lineOf(end) >= first);
}

/** Statements that share lines, go on over lines, and are closed where another begins. */
const TANGLED = `/dts-v1/; / { a=<1>; b = "x",
"y" , "z" ; n1:n {
}
; c /* one
* two */ { d=<1
  2>; e; }; /* three */ f { g; } // four
  ; h=<(1+
2)>;


  /* five
  */ i { j=<1>; k { l; }; }; m; n { o=[00
  11]; };
#define A \t1
#if A
   p=<A>; q=<A>;
#endif
   x {
 r; }; };
/include/ "s.dtsi"
&a{t;};  // six\r
 &b { u;
 /delete-property/   v;
};
`;

describe('the edits of some lines', () => {
  const folder = fileURLToPath(new URL('../../../../samples', import.meta.url));
  const samples = readdirSync(folder).filter((name) => /\.dtsi?$/.test(name));
  const squeezed = (text: string): string => text.replaceAll(/[ \t]+/g, ' ').replaceAll(/^ /gm, '');

  it.each<[string, boolean, string]>([
    ['of statements that share lines', false, TANGLED],
    ['of lines that end as on Windows', false, TANGLED.replaceAll('\n', '\r\n')],
    ['of broken text', true, TANGLED.replace('a=<1>', 'a=<1')],
    ['of joined lines', false, `${TANGLED}/ { w=<1 \\\n2>; };\n`],
    ...samples.map(
      (name) =>
        [`of ${name}`, false, squeezed(readFileSync(`${folder}/${name}`, 'latin1'))] as [string, boolean, string],
    ),
  ])('%s are those of the whole document', (_of, isBroken, text) => {
    const document = read(text);
    expect(document.withSyntax((tree) => mayBeBroken(tree, text))).toBe(isBroken);
    const all = formatDocument(document);
    expect(all.length).toBeGreaterThan(0);
    const { lineCount } = document.file.lines;
    for (let first = 0; first < lineCount; first++) {
      for (const last of new Set([first, first + 1, first + 7])) {
        const lines = { first, last };
        const own = touching(document, formatDocument(document, lines), lines);
        expect(own, `lines ${first} to ${last}`).toEqual(touching(document, all, lines));
      }
    }
    document.release();
  });

  it('need no more of a document than what stands around them', () => {
    const leavesFor = (statements: number): number => {
      const text = `/dts-v1/;\n/ {\n${'a { b=<1>; };\n'.repeat(statements)}};\n`;
      const document = read(text);
      const { lineCount } = document.file.lines;
      const line = lineCount >> 1;
      const count = document.withSyntax((tree) => {
        let leaves = 0;
        const stretch = stretchToRead(tree, document.file, { first: line, last: line });
        takeLeaves(tree, text, { leaf: () => leaves++, passed: () => {} }, stretch);
        return leaves;
      });
      document.release();
      return count;
    };
    expect(leavesFor(100)).toBeLessThan(60);
    expect(leavesFor(4000)).toBe(leavesFor(100));
  });
});

describe('very many edits', () => {
  it('are joined to as many as the text is long, and change the same', () => {
    const text = `/ { ${'p;'.repeat(30_000)} };\n`;
    const document = read(text);
    const edits = formatDocument(document);
    document.release();
    const fewer = fewerEdits(edits, text);
    expect(edits.length).toBeGreaterThan(29_000);
    expect(fewer.length).toBeLessThan(text.length / 200);
    let result = '';
    let at = 0;
    for (const { start, end, newText } of fewer) {
      expect(start).toBeGreaterThanOrEqual(at);
      result += text.slice(at, start) + newText;
      at = end;
    }
    expect(result + text.slice(at)).toBe(formatted(text, parser));
    expect(fewerEdits(edits.slice(0, 1000), text)).toHaveLength(1000);
  });
});
