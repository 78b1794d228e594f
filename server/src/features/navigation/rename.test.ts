import { beforeAll, describe, expect, it } from 'vitest';
import { EditedBoardFiles, spanText } from '../../../../test/editedBoard.ts';
import { testParser } from '../../../../test/parser.ts';
import type { DevicetreeParser } from '../../devicetree/syntax/parser.ts';
import { renamableAt, renameAt } from './rename.ts';
import { renameOutcome } from './renameProof.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const FILES = {
  'board.dts': `/dts-v1/;
#include "soc.dtsi"
#define POOL(name, at) name: name##_pool@at { reg = <0x##at 0x1000>; no-map; };
#define REF(label) &label
#define ISP &isp
#define CAMERA isp
/ {
	aliases { camera0 = "/soc/isp@1000"; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		POOL(dsp, 48000000)
		frames: video@50000000 { compatible = "shared-dma-pool"; reg = <0x50000000 0x1000000>; reusable; };
	};
};
/* &frames in a comment */
&isp { memory-region = <&frames>, <REF(frames)>, <&dsp>; memory-region-names = "video@50000000", "video", "dsp"; };
&{/soc/isp@1000} { status = "okay"; };
#if 0
&isp { x = <&frames>; };
#endif
/ { soc { isp@1000 { y; }; }; };
`,
  'soc.dtsi': `/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	soc { isp: isp@1000 { }; other: isp@2000 { }; };
};
`,
};

/** What renaming at a place replaces, or why it does not, and what becomes of the board. */
function renamed(path: string, marked: string, newName: string, files: Readonly<Record<string, string>> = FILES) {
  const board = new EditedBoardFiles(parser, files);
  const { sources, document, offset } = board.place(path, marked);
  expect(offset).toBeGreaterThanOrEqual(0);
  const found = renameAt(sources, document, offset, newName);
  if (found === undefined || 'refusal' in found) return { refusal: found?.refusal };
  const texts: Record<string, string> = { ...files };
  for (const { file, start, end } of [...found.spans].sort((one, other) => other.start - one.start)) {
    const text = texts[file.path] ?? '';
    texts[file.path] = text.slice(0, start) + newName + text.slice(end);
  }
  const outcome = renameOutcome(board.analysis, new EditedBoardFiles(parser, texts).analysis);
  return { spans: found.spans.map(spanText), outcome };
}

const UNCHANGED = { damage: undefined, nodes: [], heaps: [] };

describe('renaming', () => {
  it('a label replaces it everywhere but in comments, and changes nothing else', () => {
    expect(renamed('board.dts', 'fra|mes: video', 'pictures')).toEqual({
      spans: ['board.dts:14 frames', 'board.dts:18 frames', 'board.dts:21 frames', 'board.dts:18 frames'],
      outcome: UNCHANGED,
    });
  });

  it('a label of another file reaches what is defined as a macro', () => {
    const files = { ...FILES, 'board.dts': FILES['board.dts'].replace('<&dsp>', '<&dsp>, <ISP>') };
    expect(renamed('board.dts', '&is|p { memory', 'camera', files)).toEqual({
      spans: ['board.dts:5 isp', 'board.dts:18 isp', 'board.dts:21 isp', 'soc.dtsi:5 isp'],
      outcome: UNCHANGED,
    });
  });

  it('a node replaces its name where it is opened, in paths and in strings that are paths', () => {
    expect(renamed('soc.dtsi', 'isp: is|p@1000', 'camera@1000')).toEqual({
      spans: ['soc.dtsi:5 isp@1000', 'board.dts:8 isp@1000', 'board.dts:19 isp@1000', 'board.dts:23 isp@1000'],
      outcome: { ...UNCHANGED, nodes: [{ old: '/soc/isp@1000', new: '/soc/camera@1000' }] },
    });
  });

  it('a region says which heap has another name then', () => {
    const { outcome } = renamed('board.dts', 'vide|o@50000000 {', 'pictures@50000000');
    expect(outcome).toMatchObject({ damage: undefined, heaps: [{ old: 'video@50000000', new: 'pictures@50000000' }] });
  });

  it('a label that a macro is given shows what else the macro makes of it', () => {
    expect(renamed('board.dts', '<&d|sp>', 'codec')).toEqual({
      spans: ['board.dts:18 dsp', 'board.dts:13 dsp'],
      outcome: {
        ...UNCHANGED,
        nodes: [{ old: '/reserved-memory/dsp_pool@48000000', new: '/reserved-memory/codec_pool@48000000' }],
      },
    });
  });

  it('is damage where the board would be another', () => {
    const files = { ...FILES, 'board.dts': `${FILES['board.dts']}&CAMERA { z; };\n` };
    expect(renamed('soc.dtsi', 'is|p: isp', 'camera', files).outcome?.damage).toMatch(/isp/);
  });

  it.each([
    ['a label to what is no label', 'fra|mes: video', '1frames', /begins with no digit/],
    ['a label to one that is taken', 'fra|mes: video', 'isp', /is on \/soc\/isp@1000 already/],
    ['a label to a macro', 'fra|mes: video', 'CAMERA', /is a macro/],
    ['a node to what is no name', 'vide|o@50000000 {', 'a b', /letters, digits/],
    ['a node to two addresses', 'vide|o@50000000 {', 'a@1@2', /one @/],
    ['a node to its neighbour', '{/soc/is|p@1000}', 'isp@2000', /would be merged/],
    ['a macro', 'POO|L(dsp', 'pool', undefined],
    ['the root', '|/ {\n\taliases', 'x', undefined],
    ['a string that only means a region', '"vi|deo", "dsp"', 'x', undefined],
    ['a number', '0x480|00000', 'x', undefined],
  ])('refuses %s', (_, marked, newName, expected) => {
    const files = { ...FILES, 'board.dts': `${FILES['board.dts']}// 0x48000000\n` };
    const { refusal, spans } = renamed('board.dts', marked, newName, files);
    expect(spans).toBeUndefined();
    if (expected === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toMatch(expected);
  });

  it('says why a node that is deleted again keeps its name, and renames its label', () => {
    const files = { 'board.dts': '/dts-v1/;\n/ { a { ghost: gone { x; }; }; };\n/delete-node/ &ghost;\n' };
    expect(renamed('board.dts', 'ghost: go|ne', 'x', files).refusal).toBe(
      'The board has no node gone here: it is deleted or left out, or the text is broken.',
    );
    expect(renamed('board.dts', 'gho|st: gone', 'spirit', files)).toEqual({
      spans: ['board.dts:2 ghost', 'board.dts:3 ghost'],
      outcome: UNCHANGED,
    });
  });

  it('refuses a name that a macro puts together', () => {
    const text = FILES['board.dts'].replace('/ { soc {', '/ { reserved-memory { dsp_pool@48000000 { }; }; soc {');
    const { refusal } = renamed('board.dts', 'dsp_po|ol@48000000', 'x@48000000', { ...FILES, 'board.dts': text });
    expect(refusal).toBe('The macro POOL(dsp, 48000000) makes the name dsp_pool@48000000: change it there.');
  });

  it('reaches what a board has in files that another board does not read', () => {
    const one = new EditedBoardFiles(parser, FILES);
    const other = new EditedBoardFiles(parser, {
      'other.dts': '/dts-v1/;\n#include "soc.dtsi"\n&isp { z; };\n',
      'soc.dtsi': FILES['soc.dtsi'],
    });
    const apart = new EditedBoardFiles(parser, { 'apart.dts': '/dts-v1/;\n/ { isp: isp@1000 { }; };\n' });
    const { document, offset } = one.place('board.dts', '&is|p { memory');
    const sources = { ...one.sources, analyses: [one.analysis, other.analysis, apart.analysis] };
    const found = renameAt(sources, document, offset, 'camera');
    const spans = found !== undefined && 'spans' in found ? found.spans.map(spanText) : [];
    expect(spans).toContain('other.dts:3 isp');
    expect(spans.filter((span) => span.startsWith('apart'))).toEqual([]);
  });

  it('is offered at no place that would make it throw, while a board is typed', () => {
    const text = FILES['board.dts'];
    for (let end = 0; end < text.length; end += 3) {
      const board = new EditedBoardFiles(parser, { ...FILES, 'board.dts': text.slice(0, end) });
      expect(() => renamableAt(board.sources, board.document('board.dts'), end)).not.toThrow();
    }
  });
});
