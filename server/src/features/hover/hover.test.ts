import { beforeAll, describe, expect, it } from 'vitest';
import { EditedBoardFiles } from '../../../../test/editedBoard.ts';
import { type DevicetreeParser, loadParser } from '../../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../../disk/grammarModules.ts';
import { plainTextOf } from '../richText.ts';
import { hover } from './hover.ts';
import { hoverWithoutBoard } from './hoverWithoutBoard.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await loadParser(readGrammarModules());
});

const FILES = {
  'board.dts': `/dts-v1/;
/memreserve/ 0x41000000 0x10000;
#include "soc.dtsi"
#define MIB (1 << 20)
#define MIBS(count) (count * MIB)
#define PLACE(at, size) 0x0 at 0x0 size
#define UNUSED 0x10000
/ {
	chosen { bootargs = "console=ttyS0 cma=32M@0x70000000 mem=1G swiotlb=noforce reserve_mem=4M:4096:oops"; };
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		camera: camera@60000000 {
			compatible = "shared-dma-pool";
			reusable;
			reg = <PLACE(0x60000000, MIBS(64))>;
			label = "one";
		};
		log@68000000 { compatible = "ramoops"; reg = <0x0 0x68000000 0x0 0x100000>; record-size = <0x4000>; unbuffered; };
		display { compatible = "shared-dma-pool"; reusable; size = <0x0 0x1000000>; alignment = <0x0 0x400000>; status = "disabled"; };
	};
};
&isp {
	memory-region = <&camera>;
	memory-region-names = "frames";
	clocks = <&clk 7>;
	mac = [00 1a ff];
	gamma = /bits/ 16 <0x100 512>;
	odd-thing = <1 2>;
	status = "okay";
};
&camera { label = "two"; };
`,
  'soc.dtsi': `#include "dt-bindings/clk.h"
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	model = "Some <board>";
	ram: memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x40000000>; };
	soc {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges = <0x0 0x0 0x10000000 0x1000000>;
		dma-ranges = <0x0 0x0 0x40000000 0x20000000>;
		clk: clock-controller@0 { #clock-cells = <1>; reg = <CLK_BASE 0x1000>; };
		isp: isp@1000 { compatible = "vendor,isp"; reg = <0x1000 0x100>; status = "disabled"; };
	};
};
`,
  'dt-bindings/clk.h': '#define CLK_BASE 0x0\n#define CLK_RATE 48000000\n',
};

/** What is said at the bar of a stretch of a file that has the rest of it once; empty where nothing is. */
function said(marked: string, path = 'board.dts', files: Record<string, string> = FILES): string {
  const board = new EditedBoardFiles(parser, files);
  const { document, offset } = board.place(path, marked);
  expect(offset).toBeGreaterThanOrEqual(0);
  return plainTextOf(hover(board.analysis, document, offset, ['7.3'])?.text ?? []);
}

describe('hovering on a property', () => {
  it('says of a node that is deleted or left out that the board does not have it', () => {
    const files = {
      ...FILES,
      'board.dts': `${FILES['board.dts']}/ { gone: a { }; };\n/delete-node/ &gone;\n#if 0\n/ { out { }; };\n#endif\n`,
    };
    const absent = 'is not in the tree of this board: it is deleted, or a condition leaves it out.';
    expect(said('go|ne: a', 'board.dts', files)).toContain(`gone ${absent}`);
    expect(said('&go|ne;', 'board.dts', files)).toContain(`gone ${absent}`);
    expect(said('o|ut {', 'board.dts', files)).toContain(`out ${absent}`);
    const broken = { ...files, 'board.dts': `${files['board.dts']}/ { b = <1> c; };\n` };
    expect(said('go|ne: a', 'board.dts', broken)).toBe('');
  });

  it('is silent on the name of a directive, which is no macro', () => {
    expect(said('#def|ine MIB (')).toBe('');
    expect(said('#inc|lude "soc')).toBe('');
  });

  it.each([
    ['a parameter', '#define AREA(size) (2 * si|ze)'],
    ['a parameter where it is named', '#define AREA(si|ze) (2 * size)'],
    ['the operator defined', '#if def|ined(MIB)'],
    ['a word of a comment', '#define AREA 3 /* of the cam|era */'],
    ['a word of a string', '#define AREA "the cam|era"'],
  ])('is silent on %s, which is no macro', (_, line) => {
    const text = FILES['board.dts'] ?? '';
    const end = line.startsWith('#if') ? '\n#endif\n' : '\n';
    const files = { ...FILES, 'board.dts': `${text}${line.replace('|', '')}${end}` };
    expect(said(line, 'board.dts', files)).toBe('');
  });

  it('says what it means, who reads it, and what it came to', () => {
    expect(said('re|g = <PLACE')).toBe(`reg of camera@60000000

Where the region lies: address and size, with the cells of the root. A region with reg is static.

Here        0x60000000-0x63ffffff, 64 MiB
Read by     drivers/of/of_reserved_mem.c __reserved_mem_reserve_reg
Defined in  reserved-memory/reserved-memory.yaml`);
  });

  it.each([
    ['reus|able;\n\t\t\treg', 'Here        Linux 7.3: CMA area: '],
    ['compati|ble = "shared-dma-pool";\n\t\t\treus', 'Here        shared-dma-pool: A pool of DMA memory'],
    ['si|ze = <0x0 0x1000000>', 'Here        16 MiB (0x1000000)'],
    ['align|ment =', 'Here        a multiple of 4 MiB'],
    ['record-si|ze', 'Here        16 KiB\nRead by     fs/pstore/ram.c'],
    ['unbuf|fered', 'Outdated    write mem-type in its place'],
    ['memory-re|gion = ', 'Here        camera@60000000 as frames: 64 MiB · CMA area'],
    ['boot|args', 'cma=32M@0x70000000        32 MiB at 0x70000000'],
    ['clo|cks = <&clk', 'a reference, and as many as #clock-cells of its node says'],
    ['clo|cks = <&clk', 'clocks = <&clk 0x07>;'],
    ['odd-th|ing', 'odd-thing = <1 2>;'.replace('1 2', '0x01 0x02')],
  ])('%s', (at, expected) => expect(said(at)).toContain(expected));

  it('says of cells and translations what they come to', () => {
    expect(said('dma-ra|nges', 'soc.dtsi')).toContain(
      '0x0-0x1fffffff of the bus is 0x40000000 of the bus above, 512 MiB',
    );
    expect(said('#address-ce|lls = <2>', 'soc.dtsi')).toContain('Here        2 (0x2)');
    const reg = said('re|g = <0x1000 0x100>', 'soc.dtsi');
    expect(reg).toContain('Here        0x1000-0x10ff, 256 bytes');
    expect(reg).toContain('Where the node lies on its bus');
  });

  it('says where it is set again', () => {
    const expected = /Here +two\n.*Set in +board\.dts:18\n +board\.dts:\d+, which stands$/s;
    expect(said('lab|el = "one"')).toMatch(expected);
    expect(said('lab|el = "two"')).toMatch(expected);
    expect(said('sta|tus = "disabled"; };\n\t};', 'soc.dtsi')).toMatch(/Here +okay|status = "okay"/);
  });
});

describe('hovering on a value', () => {
  it('says of a number what it is part of', () => {
    expect(said('0x10|0000>; record')).toBe(`0x100000 = 1048576, 1 MiB

Part   size (cell 2 of 2) of entry 1 of reg, counted by the root's #address-cells and #size-cells
Entry  0x68000000-0x680fffff, 1 MiB`);
    expect(said('<0x4|000>')).toContain('0x4000 = 16384, 16 KiB');
    expect(said('&clk |7')).toMatch(
      /^0x7 = 7\n\nPart +argument of entry 1 of clocks, counted by #clock-cells of clock-controller@0$/,
    );
    expect(said('#address-cells = <|2>;\n\t#size', 'soc.dtsi')).toContain('64-bit numbers: 2 cells each.');
  });

  it('reads bytes and narrow numbers by their width', () => {
    expect(said('gamma = /bits/ 16 <0x100 5|12>')).toBe('0x200 = 512');
    expect(said('[00 1|a ff]')).toContain('0x1a = 26');
  });

  it('takes the bytes of strings and of paths for no numbers', () => {
    const property = 'mixed = TEXT, SOC, LIST, TEXT;\n\todd-thing';
    const text = `#define TEXT "okay"\n#define SOC &{/}\n#define LIST <1 2>\n${FILES['board.dts']}`;
    const files = { ...FILES, 'board.dts': text.replace('odd-thing', property) };
    expect(said('mixed = TE|XT', 'board.dts', files)).toMatch(/^#define TEXT "okay"/);
    expect(said('mixed = TEXT, S|OC', 'board.dts', files)).toMatch(/^#define SOC /);
    expect(said('mixed = TEXT, SOC, LI|ST', 'board.dts', files)).toMatch(/^2 numbers: 0x1 0x2\n/);
    expect(said('LIST, TE|XT', 'board.dts', files)).toMatch(/^#define TEXT "okay"/);
  });

  it('shows of a large node a part, and says how much is left out', () => {
    const many = Array.from({ length: 20 }, (_, at) => `p${at} = <${at}>;`).join(' ');
    const long = `text = "${'x'.repeat(200)}"; blob = [${'00'.repeat(500)}];`;
    const files = { ...FILES, 'board.dts': `${FILES['board.dts']}/ { big { ${long} ${many} a { }; }; };` };
    const lines = said('bi|g {', 'board.dts', files).split('\n');
    expect(lines).toContain('    blob = …; /* 500 bytes */');
    expect(lines).toContain('    /* 6 more properties, 1 node */');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(110);
  });

  it('says in decimal what the tree has in hexadecimal', () => {
    const files = {
      ...FILES,
      'board.dts': FILES['board.dts'].replace('odd-thing', 'clock-frequency = <400000>;\n\todd-thing'),
    };
    expect(said('clock-fre|quency', 'board.dts', files)).toBe(
      'clock-frequency of isp@1000\n\nclock-frequency = <0x61a80>;\n\n400000 in decimal',
    );
    expect(said('odd-th|ing')).not.toContain('decimal');
  });

  it('follows a macro step by step', () => {
    const text = said('PLA|CE(0x60000000');
    expect(text).toContain('#define PLACE(at, size) 0x0 at 0x0 size\n\nDefined in board.dts:6');
    expect(text).toContain('Expands to\n\n0x0 0x60000000 0x0 (64 * (1 << 20))');
    expect(text).toMatch(/^MIBS\(64\) +\(count\) → \(count \* MIB\) \(board\.dts:5\)$/m);
    expect(text).toMatch(/^MIB +\(1 << 20\) \(board\.dts:4\)$/m);
    expect(text).toContain('4 numbers: 0x0 0x60000000 0x0 0x4000000');
    expect(text).toMatch(/^4 numbers: /);
    // A macro within another's arguments is what it is itself.
    expect(said('PLACE(0x60000000, MI|BS')).toMatch(/^0x4000000 = 67108864, 64 MiB\n\n#define MIBS/);
    expect(said('PLACE(0x60000000, MI|BS')).toContain('Expands to\n\n(64 * (1 << 20))');
    expect(said('#define UNU|SED')).toContain('0x10000 = 65536, 64 KiB');
    expect(said('CLK_|BASE 0x1000', 'soc.dtsi')).toMatch(
      /^0x0 = 0\n.*Part +address of entry 1 of reg.*#define CLK_BASE 0x0.*clk\.h:1/s,
    );
    expect(said('CLK_|RATE', 'dt-bindings/clk.h')).toContain('0x2dc6c00 = 48000000');
  });

  it('says of strings what they mean', () => {
    expect(said('"shared-dma-|pool";\n\t\t\treus')).toMatch(
      /^shared-dma-pool\n\nA pool of DMA memory.*Driver +kernel\/dma/s,
    );
    expect(said('"okay|"')).toBe('okay switches isp@1000 on.');
    expect(said('"disa|bled"')).toContain('disabled switches display off: ');
    expect(said('"frame|s"')).toMatch(/^camera@60000000 — 64 MiB/);
    expect(said('"on|e"')).toBe('');
  });

  it.each([
    [
      'c|ma=32M',
      /^cma=32M@0x70000000 — 32 MiB at 0x70000000.*On Linux 7\.3 +the default area is \S+, 32 MiB at 0x70000000-0x71ffffff.*early_cma$/s,
    ],
    ['me|m=1G', /^mem=1G — 1 GiB of RAM.*On Linux 7\.3 +RAM 0x40000000-0x7fffffff, 1 GiB/s],
    ['swiotlb=no|force', /^swiotlb=noforce — no bounce buffers/],
    ['reserve_|mem', /^reserve_mem=4M:4096:oops — 4 MiB.*Since +Linux 6\.11/s],
    ['con|sole', /^$/],
  ])('decodes the command line at %s', (at, expected) => expect(said(at)).toMatch(expected));
});

describe('hovering on other names', () => {
  it('has a card for RAM, the tree, devices and references to them', () => {
    expect(said('mem|ory@40000000', 'soc.dtsi')).toBe(`memory@40000000 — RAM, /memory@40000000

Banks             0x40000000-0x7fffffff, 1 GiB
RAM on Linux 7.3  0x40000000-0x7fffffff, 1 GiB`);
    expect(said('r|am: mem', 'soc.dtsi')).toMatch(/^memory@40000000 — RAM/);
    expect(said('&is|p {')).toBe(`isp@1000 — /soc/isp@1000

Labels      isp
Compatible  vendor,isp
Written in  soc.dtsi:13
            board.dts:24
Memory      camera@60000000 as frames: 64 MiB · CMA area · /dev/dma_heap/camera@60000000

isp@1000 {
    compatible = "vendor,isp";
    reg = <0x1000 0x100>;
    status = "okay";
    memory-region = <&camera>;
    memory-region-names = "frames";
    clocks = <&clk 0x07>;
    mac = [00 1a ff];
    gamma = /bits/ 16 <0x100 0x200>;
    odd-thing = <0x01 0x02>;
};`);
    expect(said('|/ {', 'soc.dtsi')).toMatch(/^\/\n\nModel +Some <board>/);
    expect(said('cho|sen')).toContain('mem=1G');
  });

  it('has all regions in a table on /reserved-memory', () => {
    const text = said('reserved-|memory {');
    expect(text).toMatch(/Region +Base +Size +State\ncamera@60000000 +0x60000000 +64 MiB +cma\n/);
    expect(text).toContain('Heaps: system');
  });

  it('says what an include leads to and brings', () => {
    expect(said('"soc.|dtsi"')).toBe('soc.dtsi\n\nsoc.dtsi\n\nNodes                   5\nFiles that it includes  1');
    expect(said('"dt-bindings/|clk.h"', 'soc.dtsi')).toContain('Macros  2');
    const missing = { ...FILES, 'board.dts': `${FILES['board.dts']}#if 0\n#include "gone.dtsi"\n#endif\n` };
    expect(said('"gone|.dtsi"', 'board.dts', missing)).toContain('Not read on this board');
  });

  it('decodes a memory reservation', () => {
    expect(said('/memres|erve/')).toMatch(/^Memory reservation — 64 KiB at 0x41000000-0x4100ffff/);
  });

  it('says nothing in comments, between statements and outside of the text', () => {
    const text = `${FILES['board.dts']}/* camera */\n\n`;
    const files = { ...FILES, 'board.dts': text };
    expect(said('/* cam|era */', 'board.dts', files)).toBe('');
    const board = new EditedBoardFiles(parser, files);
    for (const offset of [-1, text.length, text.length + 10]) {
      expect(hover(board.analysis, board.document('board.dts'), offset, [])).toBeUndefined();
    }
  });
});

describe('hovering without any board', () => {
  const known = (marked: string): string => {
    const text =
      '&reserved_memory { p { alloc-ranges = <0 1>; compatible = "ramoops"; odd = "ramoops"; }; };\n/* size */\n';
    const board = new EditedBoardFiles(parser, { 'a.dtsi': text });
    const { document, offset } = board.place('a.dtsi', marked);
    return plainTextOf(hoverWithoutBoard(document, offset)?.text ?? []);
  };

  it('says what is known of properties and drivers of regions', () => {
    expect(known('alloc-r|anges')).toMatch(/^alloc-ranges\n\nWhere the kernel may place the region.*Read by/s);
    expect(known('compatible = "ramo|ops"')).toMatch(/^ramoops\n\nKeeps logs/);
    for (const at of ['odd = "ramo|ops"', 'o|dd', '<|0 1>', 'p| {', 'si|ze']) expect(known(at), at).toBe('');
  });
});

describe('hovering on text that is being typed', () => {
  it('answers at every place of every beginning of a region', () => {
    const text = FILES['board.dts'];
    const from = text.indexOf('camera: camera');
    const end = text.indexOf('log@6');
    for (let typed = from; typed <= end; typed += 5) {
      const files = { ...FILES, 'board.dts': text.slice(0, typed) + text.slice(end) };
      const board = new EditedBoardFiles(parser, files);
      const document = board.document('board.dts');
      for (let offset = from - 10; offset < typed + 30; offset += 3) hover(board.analysis, document, offset, []);
    }
  });
});
