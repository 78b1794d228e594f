import { beforeAll, describe, expect, it } from 'vitest';
import { boardSource } from '../../../test/boardSource.ts';
import { EditedBoardFiles } from '../../../test/editedBoard.ts';
import { type Analysis, withKernel } from '../analysis.ts';
import { type DevicetreeParser, loadParser } from '../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../disk/grammarModules.ts';
import { readScenario } from '../simulation/readScenario.ts';
import { bootDocument } from './documents/bootDocument.ts';
import { plainText } from './documents/sourcedText.ts';
import { listHeaps } from './heapList.ts';
import { runOnBoard } from './scenario/runOnBoard.ts';
import { simulateAllocation } from './simulateAllocation.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await loadParser(readGrammarModules());
});

const BOARD = boardSource({
  regions: ['pool: pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x1000000>; };'],
});

const boardOf = (text = BOARD, kernel = '7.3'): Analysis =>
  withKernel(new EditedBoardFiles(parser, { 'board.dts': text }).analysis, kernel);

describe('a heap', () => {
  it('is listed with its size, and as shared where it is a second name', () => {
    const heaps = listHeaps(boardOf());
    expect(heaps.find(({ name }) => name === 'pool@50000000')?.text).toBe('CMA, 16 MiB at 0x50000000');
    expect(heaps.find(({ name }) => name === 'reserved')?.sharedWith).toBe('default_cma_region');
  });

  it('gives pages, or says why not', () => {
    const analysis = boardOf();
    const allocate = (size: string) => simulateAllocation(analysis, 'pool@50000000', size);
    expect(allocate('5000').summary).toBe('succeeds with 2 pages (8 KiB) at 0x50000000-0x50001fff.');
    expect(allocate('5000').details).toEqual([
      'pool@50000000 has 15.99 MiB of 16 MiB free then.'.replace('15.99 MiB', '16376 KiB'),
    ]);
    expect(allocate('17M')).toMatchObject({ result: 'ENOMEM', summary: expect.stringMatching(/^fails with ENOMEM: /) });
    expect(allocate('0').result).toBe('EINVAL');
    for (const size of ['', 'much', '-1', '1X', '0x']) expect(allocate(size).result).toBe('invalid');
    expect(simulateAllocation(analysis, 'nothing', '1M')).toMatchObject({ result: 'ENOENT' });
  });

  it.each([
    ['2 x 1M', 'ok', 'succeeds with 2 buffers.', { size: '1M', count: 2 }],
    ['20 × 1M', 'ENOMEM', 'gives 16 buffers of 20; the next one fails with ENOMEM: ', { size: '1M', count: 20 }],
    ['64K until full', 'ENOMEM', 'holds 256 buffers; the next one fails with ENOMEM: ', { size: '64K' }],
    [
      '640x480 NV12',
      'ok',
      'succeeds with 113 pages (452 KiB) at 0x5',
      { frame: { width: 640, height: 480, format: 'NV12' } },
    ],
    [
      '640x480 NV12M',
      'ok',
      'succeeds with 113 pages (452 KiB) at 0x5',
      { frame: { width: 640, height: 480, format: 'NV12M' } },
    ],
    [
      '3 x 1920x1080 NV12 stride 256 lines 16',
      'ok',
      'succeeds with 3 frames.',
      { frame: { width: 1920, height: 1080, format: 'NV12', strideAlign: 256, heightAlign: 16 }, count: 3 },
    ],
  ])('gives %s', (asked, result, summary, step) => {
    const analysis = boardOf();
    const outcome = simulateAllocation(analysis, 'pool@50000000', asked);
    expect([outcome.result, outcome.summary.slice(0, summary.length)]).toEqual([result, summary]);
    const { steps } = JSON.parse(outcome.scenario ?? '');
    expect(steps[0]).toMatchObject({ heap: 'pool@50000000', ...step });
    // The scenario is the same: it comes to what was said.
    const { scenario, problems } = readScenario({ steps });
    expect(problems).toEqual([]);
    expect(runOnBoard(analysis, scenario).steps[0]?.result).toBe(result);
  });

  it.each([
    ['1920x1080', 'A frame needs a format, such as 1920x1080 NV12.'],
    ['1920x1080 NV13', 'did you mean'],
    ['1920x1080 H264', 'is compressed'],
    ['1920x1080 NV12 pitch 3', '"pitch 3" says nothing about a frame: write stride 64 or lines 16.'],
    ['0x1080 NV12', 'width: 0 is not a whole number'],
    ['0 x 1M', '0 is no number of buffers'],
    ['2 x 1M until full', 'exclude each other'],
    ['2 x', 'This is no size'],
  ])('says what is wrong with %s', (asked, words) => {
    const outcome = simulateAllocation(boardOf(), 'system', asked);
    expect(outcome).toMatchObject({ result: 'invalid', summary: expect.stringContaining(words) });
    expect(outcome.scenario).toBeUndefined();
  });
});

describe('the boot report', () => {
  it('has log, regions and heaps', () => {
    const text = plainText(bootDocument(boardOf(), 'board.dts'));
    expect(text).toMatch(/^# board\.dts on Linux 7\.3 \(arm64\)\n/);
    expect(text).toContain('created CMA memory pool at 0x0000000050000000, size 16 MiB');
    expect(text).toMatch(/pool@50000000 {2}0x50000000-0x50ffffff {2}16 MiB {2}CMA area/);
    expect(text).toMatch(/\/dev\/dma_heap\/reserved .*; the same memory as default_cma_region/);
    expect(text).toMatch(/\/dev\/dma_heap\/pool@50000000 +CMA, 16 MiB at 0x50000000/);
  });

  it('says so where the size of RAM is a guess, as an allocation does', () => {
    const analysis = boardOf(BOARD.replace('reg = <0x40000000 0x40000000>', 'reg = <0x40000000 0>'));
    const note = 'The tree leaves the size of RAM to firmware; 2 GiB from 0x40000000 are assumed.';
    expect(plainText(bootDocument(analysis, 'board.dts'))).toContain(`# ${note}`);
    expect(simulateAllocation(analysis, 'system', '1M').details).toContain(note);
  });

  it('says why a board does not boot', () => {
    const analysis = boardOf(BOARD, 'soon');
    expect(plainText(bootDocument(analysis, 'board.dts'))).toContain('# Does not boot: ');
    expect(listHeaps(analysis)).toEqual([]);
  });
});
