import { beforeAll, describe, expect, it } from 'vitest';
import { sample, TypedBoard } from '../../../../test/completion.ts';
import { testParser } from '../../../../test/parser.ts';
import type { Analysis } from '../../analysis.ts';
import { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { DevicetreeParser } from '../../devicetree/syntax/parser.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { plainTextOf } from '../richText.ts';
import { scenarioReport } from '../scenario/scenarioReport.ts';
import { scenarioHover } from './scenarioHover.ts';

let parser: DevicetreeParser;
let analysis: Analysis;
beforeAll(async () => {
  parser = await testParser();
  const files = { 'heron.dtsi': sample('heron.dtsi'), 'memory-sizes.h': sample('memory-sizes.h') };
  ({ analysis } = new TypedBoard(parser, sample('camera-board.dts'), files));
});

const SCENARIO = `{
  "devices": [{ "name": "isp", "path": "/soc@0/isp@10000000" }, { "name": "none", "path": "/soc@0/gone" }],
  "heaps": { "frames": "&camera_pool" },
  "streams": [
    { "name": "preview", "heap": "default", "frame": { "width": 1920, "height": 1080, "format": "NV12" }, "buffers": 4 }
  ],
  "steps": [
    { "op": "allocate", "heap": "frames", "size": "1M", "id": "a" },
    { "op": "allocate", "heap": "&secure_firmware", "size": "1M", "id": "b" }
  ]
}
`;

/** What is shown at the \`|\` of a stretch of the scenario, in plain text. */
function hovered(marked: string, on: Analysis | 'no board' = analysis): string | undefined {
  const board = on === 'no board' ? undefined : on;
  const file = new SourceFile('a.heapsim.json', SCENARIO);
  const offset = SCENARIO.indexOf(marked.replace('|', '')) + marked.indexOf('|');
  const { scenario, steps } = scenarioReport(file, () => board);
  const sources = { kernels: [], documentOf: (source: SourceFile) => DocumentTree.read(source, parser) };
  const found = scenarioHover({ file, scenario, analysis: board, steps }, offset, sources);
  return found && plainTextOf(found.text);
}

describe('a scenario under the pointer', () => {
  it('shows heaps by what they are here, and why one is none', () => {
    expect(hovered('"heap": "fra|mes"')?.split('\n')[0]).toBe(
      '/dev/dma_heap/camera@a0000000 — CMA, 64 MiB at 0xa0000000',
    );
    expect(hovered('"heap": "def|ault"')).toMatch(/^\/dev\/dma_heap\/default_cma_region — CMA, 256 MiB/);
    expect(hovered('"heap": "&secure_|firmware"')).toMatch(
      /^&secure_firmware is no heap of Linux 7\.3: the region \/reserved-memory\/secure-firmware@43000000 has no heap on this kernel/,
    );
  });

  it('shows devices, streams and steps', () => {
    expect(hovered('/soc@0/|isp')).toMatch(/^isp@10000000 — \/soc@0\/isp@10000000\n/);
    expect(hovered('/soc@0/|gone')).toBe('The tree has no node /soc@0/gone.');
    expect(hovered('"na|me": "preview"')).toBe(
      'preview — 4 × 3037.5 KiB = 12150 KiB, before the heap rounds them\n\nNV12 1920x1080, stride 1920, 3,110,400 bytes',
    );
    expect(hovered('"o|p": "allocate", "heap": "frames"')).toBe('allocate — ok, camera@a0000000, 1 MiB');
  });

  it('shows what the file alone says where no board is known', () => {
    expect(hovered('"heap": "fra|mes"', 'no board')).toBeUndefined();
    expect(hovered('"na|me": "preview"', 'no board')).toContain('12150 KiB');
  });
});
