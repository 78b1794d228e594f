import { beforeAll, describe, expect, it } from 'vitest';
import { EditedBoardFiles } from '../../../../test/editedBoard.ts';
import { withKernel } from '../../analysis.ts';
import { type DevicetreeParser, loadParser } from '../../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../../disk/grammarModules.ts';
import { lensesOf, lensTitle } from './lenses.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await loadParser(readGrammarModules());
});

const SOC = `/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		firmware@5f000000 { reg = <0x5f000000 0x200000>; no-map; };
	};
};
`;
const BOARD = `/dts-v1/;
#include "soc.dtsi"
#define POOL(at) pool@##at { compatible = "shared-dma-pool"; reusable; reg = <0x##at 0x1000000>; }
&{/reserved-memory} {
	camera@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x4000000>; };
	small@70000000 { compatible = "shared-dma-pool"; reusable; reg = <0x70000000 0x1100000>; };
	display { compatible = "shared-dma-pool"; reusable; linux,cma-default; size = <0x2000000>; };
	off@71000000 { reg = <0x71000000 0x1000>; status = "disabled"; };
	POOL(74000000);
};
`;

function titles(path: string, text = BOARD, kernel = '7.3'): string[] {
  const files = new EditedBoardFiles(parser, { 'board.dts': text, 'soc.dtsi': SOC });
  const analysis = withKernel(files.analysis, kernel);
  return lensesOf(analysis, path).map(({ span, region, heap }) => {
    const name = span.file.text.slice(span.start, span.end);
    return `${name}: ${lensTitle(analysis, region)}${heap === undefined ? '' : ` [${heap}]`}`;
  });
}

describe('lenses', () => {
  it('say what the kernel makes of each region, and how many frames its heap gives', () => {
    expect(titles('board.dts')).toEqual([
      '&{/reserved-memory}: Linux 7.3 · 5 heaps · 114 MiB in 4 regions',
      'camera@60000000: /dev/dma_heap/camera@60000000 · CMA area · 64 MiB · 21 NV12 1080p [camera@60000000]',
      expect.stringMatching(
        /^small@70000000: given back to the system: its size 17 MiB is no multiple of 2 MiB, .{1,70}…$/,
      ),
      'display: /dev/dma_heap/default_cma_region (and display) · CMA area · 32 MiB · 10 NV12 1080p [default_cma_region]',
      'off@71000000: skipped: its status is neither "okay" nor "ok"',
      'POOL(74000000): /dev/dma_heap/pool@74000000 · CMA area · 16 MiB · 5 NV12 1080p [pool@74000000]',
    ]);
  });

  it('stand in each file above what that file opens', () => {
    expect(titles('soc.dtsi')).toEqual([
      'reserved-memory: Linux 7.3 · 5 heaps · 114 MiB in 4 regions',
      'firmware@5f000000: reserved, not mapped · 2 MiB',
    ]);
    expect(titles('elsewhere.dtsi')).toEqual([]);
  });

  it('name no heap on a kernel that makes none, and say that one does not boot', () => {
    expect(titles('board.dts', BOARD, '6.12')[1]).toBe('camera@60000000: CMA area · 64 MiB');
    expect(titles('soc.dtsi', BOARD, 'soon')).toEqual([
      'reserved-memory: Linux soon does not boot this board',
      'firmware@5f000000: never looked at by the kernel',
    ]);
  });

  it('sum up about what there is, or say that there is none', () => {
    const odd = BOARD.replace('0x4000000>', '0x4001000>').replace(
      'camera@60000000 { compatible = "shared-dma-pool"; reusable;',
      'camera@60000000 {',
    );
    expect(titles('board.dts', odd)[0]).toBe('&{/reserved-memory}: Linux 7.3 · 4 heaps · ≈ 114 MiB in 4 regions');
    const none = SOC.replace('firmware@5f000000 { reg = <0x5f000000 0x200000>; no-map; };', '');
    const files = new EditedBoardFiles(parser, { 'board.dts': '/dts-v1/;\n#include "soc.dtsi"\n', 'soc.dtsi': none });
    expect(lensTitle(files.analysis, undefined)).toBe('Linux 7.3 · 3 heaps · no region');
  });

  it('say nothing of a region that is gone', () => {
    const { analysis } = new EditedBoardFiles(parser, { 'board.dts': BOARD, 'soc.dtsi': SOC });
    expect(lensTitle(analysis, '/reserved-memory/gone')).toBeUndefined();
  });
});
