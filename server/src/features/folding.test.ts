import { beforeAll, describe, expect, it } from 'vitest';
import { testParser } from '../../../test/parser.ts';
import { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { foldingRanges } from './folding.ts';
import { selectionsAround } from './selection.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const read = (text: string): DocumentTree => DocumentTree.read(new SourceFile('a.dts', text), parser);

const BOARD = `/*
 * A board.
 */
#include "a.dtsi"
#include <b.h>

/ {
	// one
	// two
	reserved-memory
	{
		pool { no-map; };
		reg = <1 2>,
		      <3 4>;
#if A
		a { };
#elif B
		b { };
		b;
#else
#endif
	}; // after
}; /* here */
`;

describe('what can be folded', () => {
  it('are bodies, values, comments, includes and branches, the closing line left visible', () => {
    const folds = foldingRanges(read(BOARD)).map(({ first, last, kind }) => `${first + 1}-${last + 1} ${kind}`);
    expect(folds).toEqual([
      '1-3 comment',
      '4-5 imports',
      '7-22 code',
      '8-9 comment',
      '11-21 code',
      '13-14 code',
      '15-16 branch',
      '17-19 branch',
    ]);
  });

  it('are the stretches that comments mark', () => {
    const text =
      '// #region pools\na;\n/* region inner */\nb;\n/* endregion */\n// #endregion\n// regional\n// #endregion\n';
    const marked = foldingRanges(read(text)).filter(({ kind }) => kind === 'branch');
    expect(marked.map(({ first, last }) => `${first + 1}-${last + 1}`)).toEqual(['1-6', '3-5']);
  });

  it('goes to the end of the text where a brace is missing', () => {
    const folds = foldingRanges(read('/ {\n\ta {\n\t\tb;\n\n')).map(({ first, last }) => `${first + 1}-${last + 1}`);
    expect(folds[0]).toMatch(/^1-/);
    expect(folds.length).toBeGreaterThan(0);
  });

  it('is found at each stop while a text is typed, and bounded', () => {
    for (let end = 0; end <= BOARD.length; end++) expect(() => foldingRanges(read(BOARD.slice(0, end)))).not.toThrow();
    expect(foldingRanges(read('#if 1\n'.repeat(60_000) + '\n#endif\n'.repeat(60_000))).length).toBeLessThanOrEqual(
      50_000,
    );
  });
});

describe('a selection', () => {
  const grown = (marked: string): string[] => {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    return selectionsAround(read(text), offset).map(({ start, end }) => text.slice(start, end));
  };

  it('grows from the word over value, statement, braces and node to the document', () => {
    expect(grown('/ { a: b { x = <1 &is|p>, "s"; y; }; };')).toEqual([
      '&isp',
      '<1 &isp>',
      'x = <1 &isp>, "s";',
      ' x = <1 &isp>, "s"; y; ',
      'a: b { x = <1 &isp>, "s"; y; };',
      ' a: b { x = <1 &isp>, "s"; y; }; ',
      '/ { a: b { x = <1 &isp>, "s"; y; }; };',
    ]);
  });

  it('begins with the word that ends there', () => {
    expect(grown('/ { abc| = <1>; };')[0]).toBe('abc');
    expect(grown('/ { };|').at(-1)).toBe('/ { };');
    expect(grown('|')).toEqual(['']);
  });

  it('is nested at each place of a half-typed text', () => {
    for (let end = 0; end <= BOARD.length; end++) {
      const document = read(BOARD.slice(0, end));
      const selections = selectionsAround(document, end);
      selections.forEach(({ start, end: stop }, index) => {
        const inner = selections[index - 1];
        expect(inner === undefined || (start <= inner.start && stop >= inner.end)).toBe(true);
      });
      expect(selections.at(-1)).toEqual({ start: 0, end });
    }
  });
});
