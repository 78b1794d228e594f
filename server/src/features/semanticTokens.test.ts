import { beforeAll, describe, expect, it } from 'vitest';
import { EditedBoardFiles } from '../../../test/editedBoard.ts';
import { testParser } from '../../../test/parser.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { semanticTokens } from './semanticTokens.ts';
import { workspaceSymbols } from './workspaceSymbols.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const BOARD = `/dts-v1/;
#define SIZE 0x1000000
#define POOL(at) pool@at { reg = <0x##at SIZE>; no-map; };
#include "soc.dtsi"
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		frames: video@50000000 { reg = <0x50000000 SIZE>; no-map; };
		POOL(60000000)
	};
};
#ifdef NEVER
/* A comment is no code. */
&isp { status = "SIZE"; };
#else
&isp { memory-region = <&frames>; /* &frames SIZE */ };
#endif
#if 0
// Only a comment.
#elif 1
#define EFFECT
#endif
`;
const FILES = { 'a.dts': BOARD, 'soc.dtsi': '/ { soc { isp: isp { status = "okay"; }; }; };' };

describe('semantic tokens', () => {
  const board = () => new EditedBoardFiles(parser, FILES);
  const tokens = (within?: { start: number; end: number }) =>
    semanticTokens([board().analysis], board().document('a.dts'), within).map(
      ({ start, end, kind, isDeclaration }) => `${kind}${isDeclaration ? '!' : ''} ${BOARD.slice(start, end)}`,
    );

  it('are the names by what they mean, and the lines that the board does not read', () => {
    const all = tokens();
    expect(all.slice(0, 3)).toEqual(['property! #address-cells', 'property! #size-cells', 'node! memory@40000000']);
    expect(all.slice(all.indexOf('node! reserved-memory'))).toEqual([
      'node! reserved-memory',
      'property! #address-cells',
      'property! #size-cells',
      'property! ranges',
      'label! frames',
      'region! video@50000000',
      'property! reg',
      'macro SIZE',
      'property! no-map',
      'macro POOL',
      'inactive /* A comment is no code. */',
      'inactive &isp { status = "SIZE"; };',
      'label isp',
      'property! memory-region',
      'label frames',
    ]);
  });

  it('are paths that are referred to, and macros wherever they are replaced', () => {
    const text = `/dts-v1/;
#define MASK 3
#define frames 1
/ { soc { isp@1000 { }; }; a = <&{/soc/isp@1000} (7 &MASK) (1 &&MASK)>, &{/soc}, <&frames>, <&{/so; };
&{/soc/isp@1000} { b; };
`;
    const files = new EditedBoardFiles(parser, { 'a.dts': text });
    const found = semanticTokens([files.analysis], files.document('a.dts'))
      .filter(({ kind }) => kind === 'label' || kind === 'macro')
      .map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);
    expect(found).toEqual([
      'label /soc/isp@1000',
      'macro MASK',
      'macro MASK',
      'label /soc',
      'macro frames',
      'label /soc/isp@1000',
    ]);
  });

  it('within a stretch are those that touch it', () => {
    const start = BOARD.indexOf('frames: video');
    const [line = ''] = BOARD.slice(start).split('\n');
    expect(tokens({ start, end: start + line.length })).toEqual([
      'label! frames',
      'region! video@50000000',
      'property! reg',
      'macro SIZE',
      'property! no-map',
    ]);
  });

  it('are read off a document without a board, and at each stop while it is typed, in order and on one line', () => {
    const text = `${BOARD}&o\\\nn { a\\\nb = <&q\\\nr>; };\n`;
    for (let end = 0; end <= text.length; end++) {
      const edited = new EditedBoardFiles(parser, { ...FILES, 'a.dts': text.slice(0, end) });
      for (const analyses of end % 10 === 0 ? [[], [edited.analysis]] : [[]]) {
        let last = 0;
        for (const token of semanticTokens(analyses, edited.document('a.dts'))) {
          expect(token.start).toBeGreaterThanOrEqual(last);
          expect(token.end).toBeGreaterThan(token.start);
          expect(text.slice(token.start, token.end)).not.toContain('\n');
          last = token.end;
        }
      }
    }
  });
});

describe('the symbols of the boards', () => {
  const found = (query: string): string[] => {
    const { analysis } = new EditedBoardFiles(parser, FILES);
    return workspaceSymbols([analysis, analysis], query).map(
      ({ name, kind, container, span }) => `${kind} ${name} | ${container} | ${span.file.path}`,
    );
  };

  it('are the regions where nothing is asked for, those that macros make included', () => {
    expect(found('')).toEqual([
      'region frames: video@50000000 | 16 MiB · reserved, not mapped | a.dts',
      'region pool@60000000 | 16 MiB · reserved, not mapped | a.dts',
    ]);
  });

  it('match by label or name, what begins with it first, letters in order last', () => {
    expect(found('isp')).toEqual(['node isp: isp | /soc | soc.dtsi']);
    expect(found('so')).toEqual(['node soc | / | soc.dtsi', 'node reserved-memory | / | a.dts']);
    expect(found('MEM')).toEqual(['node memory@40000000 | / | a.dts', 'node reserved-memory | / | a.dts']);
    expect(found('frmes')).toEqual(['region frames: video@50000000 | 16 MiB · reserved, not mapped | a.dts']);
    expect(found('xyz')).toEqual([]);
  });
});
