import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { FolderReader } from '../../../../test/folderReader.ts';
import { ChangingReader, formatted } from '../../../../test/formattedText.ts';
import { testParser } from '../../../../test/parser.ts';
import { writeBlob } from '../../devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../devicetree/board.ts';
import { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { DevicetreeParser } from '../../devicetree/syntax/parser.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { readLeaves } from './leaves.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const format = (text: string): string => formatted(text, parser);
const inked = (text: string): string => text.replaceAll(/[ \t\r\n]/g, '');

describe('a formatted document', () => {
  it('has the style of the kernel', () => {
    const text = `/dts-v1/ ;


#include  "x.h"
/memreserve/   0x1 0x2 ;
/{
  compatible="a" ,"b",
"c";
model = "x" ;   // trailing\x20
      a:b:node@1{
  /* block
   * more\x20\x20
  text
     */
reg=< 0x1 (1+2) 0x3
0x4>,<5
   6>;
    x = <
 MATRIX(1,  2)
   3
  >;
 y =
"a",
 "b";
 bytes = [ 00  11 ]; inc = /incbin/ ( "f" ,1, 2);
 z = <(~ 1|(2<<3)) (A?B:C) (-1) (0xe+1)>;
 pins = <PIN_A		1
         PIN_LONG	2>;
 names = /* first */
 "p", "q";
  one { a; b;};  two{};
#ifdef A
 /delete-node/   &x;
 # define  Y   1
#endif
  /include/ "f.dtsi"
};




};
&foo  {status="okay";
   n = /bits/  8 <1 2>;
   POOL(a,  b)
   label:
   child {
   };
   /omit-if-no-ref/   l: other { }
   ;
   };  `;
    expect(format(text)).toBe(
      `/dts-v1/;

#include  "x.h"
/memreserve/ 0x1 0x2;
/ {
	compatible = "a", "b",
		     "c";
	model = "x";   // trailing
	a: b: node@1 {
		/* block
		 * more
  text
		 */
		reg = <0x1 (1 + 2) 0x3
		       0x4>, <5
			      6>;
		x = <
			MATRIX(1,  2)
			3
		>;
		y =
			"a",
			"b";
		bytes = [00 11]; inc = /incbin/("f", 1, 2);
		z = <(~ 1 | (2 << 3)) (A ? B : C) (-1) (0xe+1)>;
		pins = <PIN_A		1
			PIN_LONG	2>;
		names = /* first */
			"p", "q";
		one { a; b; }; two { };
#ifdef A
		/delete-node/ &x;
 # define  Y   1
#endif
  /include/ "f.dtsi"
	};

};
&foo {
	status = "okay";
`
        .replace('{\n\tstatus', '{ status')
        .concat(`	n = /bits/ 8 <1 2>;
	POOL(a,  b)
	label:
	child {
	};
	/omit-if-no-ref/ l: other { }
		;
};
`),
    );
  });

  it('keeps carriage returns, and has one at its end where it has them', () => {
    expect(format('/{\r\n a ;  \r\n\r\n\r\n// c  \r\n};')).toBe('/ {\r\n\ta;\r\n\r\n\t// c\r\n};\r\n');
  });

  it('leaves no blanks in the empty lines of a comment', () => {
    expect(format('/ {\n  /* a  \n     \n\t\r\n   * b\n   */\n};\n')).toBe('/ {\n\t/* a\n\n\r\n\t * b\n\t */\n};\n');
  });

  it('is empty where there is nothing but white space, and ends as its last line must', () => {
    expect(format(' \n\t\n')).toBe('');
    expect(format('\n\n/ { };\n\n\n')).toBe('/ { };\n');
    expect(format('#define A \\')).toBe('#define A \\');
  });

  it.each([
    ['a value that breaks off', '/ {\n  a {\n   x = <1 ;\n   y=<2>;\n  };\n};\n', '   x = <1 ;', '\t\ty = <2>;'],
    ['a word too many', '/ {\n  a {\n   x y z <;\n   y=<2>;\n  };\n};\n', '   x y z <;', '\t\ty = <2>;'],
  ])('leaves %s alone, and formats what is around it', (_, text, kept, around) => {
    expect(format(text).split('\n')).toContain(kept);
    expect(format(text).split('\n')).toContain(around);
  });

  it.each([
    ['a brace that is missing', '/ {\n  a {\n   x=<1>;\n  b {\n  };\n};\n'],
    ['a brace too many', '/ {\n  a {\n   x=<1>;\n  };\n };\n};\n};\n&b {\n  c;\n};\n'],
  ])('leaves all that %s puts in doubt', (_, text) => {
    expect(format(text)).toBe(text);
  });

  it.each([
    ['opened', '/dts-v1/;\n/ {\n\t/* note\n\ta = <1>;\n};\n'],
    ['opened after a statement', '/ {\n\ta = <1>; /*\n};\n'],
    ['opened while it is typed', '/ {\n\t/* note;\n};\n'],
    ['closed twice', '/dts-v1/;\n/* a */ b */\n/ { };\n'],
    ['closed too early', '/* head\n * f*/the second.\n */\n/ { };\n'],
  ])('never parts the ends of a comment that is %s', (_, text) => {
    const ends = (of: string) => of.match(/\/\*|\*\//g);
    expect(ends(format(text))).toEqual(ends(text));
  });

  it.each(["/dts-v1/;\n/ { };\n* don't\n", "/ {\n\ta = <'x>;\n};\n"])('adds no line to an end in doubt: %j', (text) => {
    const once = format(text);
    expect(format(once)).toBe(once);
    expect(once.split('\n').length).toBe(text.split('\n').length);
  });

  it('leaves what comes before and after a statement whose brace is missing', () => {
    const text = '&a{ };\n/ {\n  a {\n   x=<1>;\n';
    expect(format(text)).toBe('&a { };\n/ {\n  a {\n   x=<1>;\n');
  });

  it('draws no word apart and joins none, and is as deep as anyone asks', () => {
    expect(format('/ { x = <0x10(1)MACRO 10MACRO>; };\n')).toBe('/ { x = <0x10 (1) MACRO 10MACRO>; };\n');
    const deep = `${'a {'.repeat(3000)}${'};'.repeat(3000)}`;
    expect(inked(format(deep))).toBe(inked(deep));
    expect(inked(format(`/ { x = <${'('.repeat(3000)}1${')'.repeat(3000)}>; };`))).toContain('((((1))))');
  });
});

const SAMPLES = fileURLToPath(new URL('../../../../samples', import.meta.url));
const names = readdirSync(SAMPLES).filter((name) => /\.dts[io]?$/.test(name));
const textOf = (name: string): string => readFileSync(`${SAMPLES}/${name}`, 'latin1');

/** A text with other white space between the same words, on the same lines. */
function blurred(text: string, white: readonly string[]): string {
  const document = DocumentTree.read(new SourceFile('a.dts', text), parser);
  const { leaves } = document.withSyntax((tree) => readLeaves(tree, text));
  document.release();
  let result = '';
  let at = 0;
  leaves.forEach(({ start, end, role }, index) => {
    const gap = text.slice(at, start);
    const isBlurred = role !== 'directive' && /^[ \t\n]+$/.test(gap);
    const other = white[index % white.length] ?? ' ';
    result += (isBlurred ? gap.replace(/[ \t]+$|(?<=\n)$/, other) : gap) + text.slice(start, end);
    at = end;
  });
  return result + text.slice(at);
}

describe('formatting', () => {
  const white = fc.array(fc.constantFrom(' ', '  ', '\t', '\t ', '   \t'), { minLength: 1, maxLength: 50 });

  it('changes white space alone, and what is formatted stays as it is', () => {
    const property = fc.property(fc.constantFrom(...names), white, (name, blanks) => {
      const text = blurred(textOf(name), blanks);
      const once = format(text);
      expect(inked(once)).toBe(inked(text));
      expect(once.split('\n').length).toBeLessThanOrEqual(text.split('\n').length);
      expect(format(once)).toBe(once);
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('brings samples whose white space was blurred back to what they are', () => {
    for (const name of names) {
      const text = textOf(name);
      expect(format(text), name).toBe(text);
      // What stands before a comment is chosen by who writes it.
      const without = text.replaceAll(/[ \t]*\/\*[\s\S]*?\*\/|[ \t]*\/\/.*/g, '');
      expect(format(blurred(without, [' '])), name).toBe(format(without));
    }
  });

  it('gives boards that are compiled to the same bytes', () => {
    const compiled = (change: (text: string) => string, path: string): Uint8Array => {
      const reader = new BoardReader(new ChangingReader(new FolderReader(SAMPLES), change), parser);
      return writeBlob(reader.read(boardRequest(path)).tree);
    };
    const property = fc.property(
      fc.constantFrom(...names.filter((name) => name.endsWith('.dts'))),
      white,
      (path, blanks) => {
        const blob = compiled((text) => format(blurred(text, blanks)), path);
        expect(blob).toEqual(compiled((text) => text, path));
      },
    );
    fc.assert(property, { numRuns: 30 });
  });

  it('changes white space alone in half-typed and in broken text', () => {
    const text = textOf('camera-board.dts');
    for (let end = 0; end <= text.length; end += 3)
      expect(inked(format(text.slice(0, end)))).toBe(inked(text.slice(0, end)));
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          '/ {',
          '};',
          '}',
          '{',
          'a',
          'b:',
          '=',
          '<',
          '>',
          ';',
          ',',
          '"',
          '/*',
          '*/',
          '//',
          '\n',
          '\\\n',
          ' ',
          '\t',
          '&x',
          '#if 1\n',
          '\r\n',
          '(',
          ')',
          '[00',
          ']',
          '\0',
        ),
        fc.string({ maxLength: 2 }),
      ),
      { maxLength: 40 },
    );
    const property = fc.property(pieces, (parts) => {
      const broken = parts.join('');
      expect(inked(format(broken))).toBe(inked(broken));
    });
    fc.assert(property, { numRuns: 500 });
  });
});
