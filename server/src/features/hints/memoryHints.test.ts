import { beforeAll, describe, expect, it } from 'vitest';
import { EditedBoardFiles } from '../../../../test/editedBoard.ts';
import { type DevicetreeParser, loadParser } from '../../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../../disk/grammarModules.ts';
import { memoryHints } from './memoryHints.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await loadParser(readGrammarModules());
});

const BOARD = `/dts-v1/;
/memreserve/ 0x41000000 0x10000;
#define SIZE 0x4000000
#define PLACE 0x0 0x60000000 0x0 SIZE
#include "soc.dtsi"
/ {
	memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x40000000>, <0x1 0x0 0x0 0x80000000>; };
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		camera: camera@60000000 { compatible = "shared-dma-pool"; reusable; reg = <PLACE>; };
		display: display { compatible = "shared-dma-pool"; reusable; size = <0x0 SIZE>; alignment = <0x0 0x400000>; alloc-ranges = <0x0 0x50000000 0x0 0x10000000>; };
		log@70000000 { compatible = "ramoops"; reg = <0x0 0x70000000 0x0 (64 * 1024)>; record-size = <0x4000>; };
		empty@71000000 { reg = <0x0 0x71000000 0x0 0x0>; };
	};
	isp { memory-region = <&camera>, <&display>; };
};
`;

function hintsOf(text: string, path = 'board.dts', from = 0, to = Number.MAX_SAFE_INTEGER): string[] {
  const files = new EditedBoardFiles(parser, {
    'board.dts': text,
    'soc.dtsi': '/ { #address-cells = <2>; #size-cells = <2>; };\n',
  });
  const file = files.document(path).file;
  const hints = memoryHints(files.analysis, { file, start: from, end: Math.min(to, file.text.length) });
  return hints.map(({ kind, span, text: said, target }) => {
    const at = span.file.text.slice(span.start, span.end);
    const to = target === undefined ? '' : ` -> ${target.file.text.slice(target.start, target.end)}`;
    return `${at} [${kind}] ${said}${to}`;
  });
}

describe('hints', () => {
  it('say sizes, ends, places and targets after the values', () => {
    expect(hintsOf(BOARD)).toEqual([
      '/memreserve/ 0x41000000 0x10000; [size] 64 KiB',
      '/memreserve/ 0x41000000 0x10000; [end] to 0x4100ffff',
      '0x0 0x40000000 [size] 1 GiB',
      '0x0 0x40000000 [end] to 0x7fffffff',
      '0x0 0x80000000 [size] 2 GiB',
      '0x0 0x80000000 [end] to 0x17fffffff',
      'PLACE [size] 64 MiB',
      'PLACE [end] to 0x63ffffff',
      '0x0 SIZE [size] 64 MiB',
      '0x0 SIZE [place] at 0x5c000000-0x5fffffff',
      '0x0 0x400000 [size] 4 MiB',
      '0x0 0x10000000 [size] 256 MiB',
      '0x0 0x10000000 [end] to 0x5fffffff',
      '0x0 (64 * 1024) [size] 64 KiB',
      '0x0 (64 * 1024) [end] to 0x7000ffff',
      '0x4000 [size] 16 KiB',
      '&camera [target] 64 MiB, CMA area -> camera@60000000',
      '&display [target] 64 MiB, CMA area -> display',
    ]);
  });

  it('are those of the stretch that is asked for, and of the document', () => {
    const at = BOARD.indexOf('camera: camera');
    expect(hintsOf(BOARD, 'board.dts', at, BOARD.indexOf('\n', at))).toEqual([
      'PLACE [size] 64 MiB',
      'PLACE [end] to 0x63ffffff',
    ]);
    expect(hintsOf(BOARD, 'soc.dtsi')).toEqual([]);
  });

  it('are not made for a value that another one takes the place of', () => {
    const over = `${BOARD}&camera { reg = <0x0 0x60000000 0x0 0x2000000>; };\n`;
    const hints = hintsOf(over);
    expect(hints).toContain('0x0 0x2000000 [size] 32 MiB');
    expect(hints).not.toContain('PLACE [size] 64 MiB');
  });

  it('do not say a size that the text names', () => {
    const macros =
      '#define SZ_64M 0x4000000\n#define MB(n) ((n) << 20)\n#define X64MX 0x4000000\n#define SZ_6_4M 0x4000000\n';
    const sizes = (written: string): string[] =>
      hintsOf(
        `/dts-v1/;\n${macros}/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n\treserved-memory { a { size = <${written}>; }; };\n};\n`,
      ).filter((hint) => hint.includes('[size]'));
    for (const written of ['SZ_64M', 'MB(64)']) expect(sizes(written), written).toEqual([]);
    for (const written of ['0x4000000', 'X64MX', 'MB(32 + 32)', '(MB(64) >> 1)'])
      expect(sizes(written), written).toHaveLength(1);
  });

  it('come with every character that is typed', () => {
    const from = BOARD.indexOf('display: display');
    const end = BOARD.indexOf('\n', from);
    for (let at = from; at <= end; at += 3) hintsOf(BOARD.slice(0, at) + BOARD.slice(end));
    expect(hintsOf(BOARD.slice(0, end) + BOARD.slice(end))).toHaveLength(18);
  });
});
