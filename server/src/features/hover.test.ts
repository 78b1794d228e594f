import { beforeAll, describe, expect, it } from 'vitest';
import { boardRequest } from '../../../test/boardRequest.ts';
import { type Analysis, analyse } from '../analysis.ts';
import { BoardReader } from '../devicetree/board.ts';
import { DocumentTree } from '../devicetree/document/documentTree.ts';
import { type DevicetreeParser, loadParser } from '../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../disk/grammarModules.ts';
import type { Profile } from '../kernel/input/profile.ts';
import { logOf } from '../kernel/outcome/logEntry.ts';
import { readScenario } from '../simulation/readScenario.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { bootDocument } from './documents/bootDocument.ts';
import { plainText } from './documents/sourcedText.ts';
import { listHeaps } from './heapList.ts';
import { hover } from './hover.ts';
import { runOnBoard } from './scenario/runOnBoard.ts';
import { simulateAllocation } from './simulateAllocation.ts';

const profile: Profile = {
  kernel: '7.3',
  architecture: 'arm64',
  patches: [],
  config: new Map(),
  commandLine: '',
  memory: undefined,
  occupied: [],
  firmwareRegions: [],
};

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await loadParser(await readGrammarModules());
});

const regions = (body: string, rest = '') => `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
${body}
	};
${rest}
};
`;

function booted(text: string, kernel = '7.3'): { analysis: Analysis; file: SourceFile } {
  const file = new SourceFile('board.dts', text);
  const reader = new BoardReader({ read: (path) => (path === file.path ? file : undefined) }, parser);
  const board = reader.read(boardRequest(file.path));
  return { analysis: analyse(board, { ...profile, kernel }), file };
}

const documentOf = (file: SourceFile): DocumentTree => DocumentTree.read(file, parser);

/** What the hover says at the first occurrence of a text; empty where it says nothing. */
function said(text: string, at: string, kernels: readonly string[] = ['6.12', '7.3'], kernel = '7.3'): string {
  const { analysis, file } = booted(text, kernel);
  const offset = file.text.indexOf(at);
  expect(offset).toBeGreaterThanOrEqual(0);
  return hover(analysis, documentOf(file), offset, kernels)?.markdown.replaceAll('\\', '') ?? '';
}

const POOL = '		pool: pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x1000000>; };';
const USER = '	camera@1000 { memory-region = <&pool>; memory-region-names = "frames"; };';

describe('hovering', () => {
  it('on a CMA region tells size, range, fate, heap by kernel, consumers and the log', () => {
    const text = said(regions(POOL, USER), 'pool@50000000');
    expect(text).toContain('**pool@50000000** — 16 MiB (`0x1000000`) at `0x50000000-0x50ffffff`');
    expect(text).toContain('Linux 7.3: CMA area');
    expect(text).toContain('| Heap on 6.12&emsp; | none |');
    expect(text).toContain('| Heap on 7.3&emsp; | `/dev/dma_heap/pool@50000000` |');
    expect(text).toContain('| Used by&emsp; | `/camera@1000` as `frames` |');
    expect(text).toContain('created CMA memory pool');
  });

  it('names kernels that agree in one row', () => {
    expect(said(regions(POOL), 'pool@50000000', ['6.6', '6.12'])).toContain('| Heap on 6.6, 6.12&emsp; | none |');
  });

  it('works on properties and on references to the region', () => {
    const board = regions(POOL, USER);
    const text = said(board, 'pool@50000000');
    expect(said(board, '0x50000000 0x1000000')).toBe(text);
    expect(said(board, 'reusable')).toBe(text);
    expect(said(board, '&pool')).toBe(text);
  });

  it('works on a macro that makes a region, and on a property that is set elsewhere', () => {
    const made = regions('\t\tPOOL(0x50000000)').replace(
      '/dts-v1/;',
      '$&\n#define POOL(at) pool@##at { reg = <at 0x1000>; };',
    );
    expect(said(made, 'POOL(0x5')).toContain('**pool@0x50000000** — 4 KiB');
    const board = `${regions(POOL)}&pool { alignment = <0x1000>; /delete-property/ status; };\n`;
    const text = said(board, 'pool@50000000');
    expect(said(board, 'alignment')).toBe(text);
    expect(said(board, '/delete-property/')).toBe(text);
    expect(said(board, '&pool')).toBe(text);
  });

  it('tells why a region is not what its author asked for', () => {
    const text = said(regions(POOL.replace('0x1000000>', '0x1100000>')), 'pool@50000000');
    expect(text).toContain('given back to the system: its size');
    expect(text).toContain('compatible matching fail');
    expect(text).toContain('| Heap on 6.12, 7.3&emsp; | none |');
    expect(text).toContain('| Used by&emsp; | no device of the tree |');
  });

  it('says where the kernel placed a dynamic region', () => {
    const dynamic = '		pool { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; };';
    expect(said(regions(dynamic), 'pool {')).toContain('placed by the kernel');
  });

  it('on /reserved-memory lists the regions', () => {
    const text = said(regions(POOL), 'reserved-memory');
    expect(text).toContain('| `pool@50000000` | `0x50000000` | 16 MiB | cma |');
    expect(text).toContain('Heaps: `system`');
  });

  it('says nothing elsewhere, and survives offsets outside of the file', () => {
    const board = regions(POOL);
    expect(said(board, 'device_type')).toBe('');
    const { analysis, file } = booted(board);
    const document = documentOf(file);
    for (const offset of [-1, file.text.length + 10]) expect(hover(analysis, document, offset, [])).toBeUndefined();
    const other = documentOf(new SourceFile('other.dts', file.text));
    expect(hover(analysis, other, file.text.indexOf('pool@'), [])).toBeUndefined();
  });

  it('shows what the rules say about a region: the property that matters, and the line that the kernel prints', () => {
    const { analysis, file } = booted(regions(POOL.replace('0x1000000>', '0x1100000>')));
    const at = file.text.indexOf('0x50000000 ');
    const remark = {
      rule: 'some-rule',
      severity: 'error',
      span: { file, start: at, end: at + 10 },
      nodePath: '/reserved-memory/pool@50000000',
      kernelLog: 'a line that no boot printed',
    };
    const others = [
      { ...remark, nodePath: '/elsewhere', rule: 'elsewhere' },
      { ...remark, severity: 'hint', rule: 'a-hint' },
    ];
    const text = hover(analysis, documentOf(file), at, [], [remark, ...others])?.markdown ?? '';
    expect(text).toContain('| Reported&emsp; | some\\-rule, for its `reg` |');
    expect(text).toMatch(/compatible matching fail[\s\S]*a line that no boot printed/);
    expect(text).not.toMatch(/elsewhere|hint/);
    const printed = logOf(analysis.boot, remark.nodePath, 'node-refused')?.line ?? '';
    const twice = hover(analysis, documentOf(file), at, [], [{ ...remark, kernelLog: printed }])?.markdown ?? '';
    expect(twice.split(printed)).toHaveLength(2);
  });

  it('says so where the size of RAM is a guess, in the boot report and after an allocation too', () => {
    const board = regions(POOL).replace('reg = <0x40000000 0x40000000>', 'reg = <0x40000000 0>');
    const note = 'The tree leaves the size of RAM to firmware; 2 GiB from 0x40000000 are assumed.';
    expect(said(board, 'pool@50000000')).toContain(note);
    expect(said(board, 'reserved-memory')).toContain(note);
    const { analysis } = booted(board);
    expect(plainText(bootDocument(analysis, 'board.dts'))).toContain(`# ${note}`);
    expect(simulateAllocation(analysis, 'system', '1M').details).toContain(note);
    expect(said(regions(POOL), 'pool@50000000')).not.toContain('assumed');
  });

  it('says that a kernel does not boot', () => {
    expect(said(regions(POOL), 'pool@50000000', [], 'soon')).toMatch(/Linux soon: does not boot: ./);
    expect(said(regions(POOL), 'reserved-memory', [], 'soon')).toContain('Does not boot: ');
  });
});

describe('a heap', () => {
  it('is listed with its size, and as shared where it is a second name', () => {
    const heaps = listHeaps(booted(regions(POOL)).analysis);
    expect(heaps.find(({ name }) => name === 'pool@50000000')?.text).toBe('CMA, 16 MiB at 0x50000000');
    expect(heaps.find(({ name }) => name === 'reserved')?.sharedWith).toBe('default_cma_region');
  });

  it('gives pages, or says why not', () => {
    const { analysis } = booted(regions(POOL));
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
    const { analysis } = booted(regions(POOL));
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
    const outcome = simulateAllocation(booted(regions(POOL)).analysis, 'system', asked);
    expect(outcome).toMatchObject({ result: 'invalid', summary: expect.stringContaining(words) });
    expect(outcome.scenario).toBeUndefined();
  });
});

describe('the boot report', () => {
  it('has log, regions and heaps', () => {
    const text = plainText(bootDocument(booted(regions(POOL)).analysis, 'board.dts'));
    expect(text).toMatch(/^# board\.dts on Linux 7\.3 \(arm64\)\n/);
    expect(text).toContain('created CMA memory pool at 0x0000000050000000, size 16 MiB');
    expect(text).toMatch(/pool@50000000 {2}0x50000000-0x50ffffff {2}16 MiB {2}CMA area/);
    expect(text).toMatch(/\/dev\/dma_heap\/reserved .*; the same memory as default_cma_region/);
    expect(text).toMatch(/\/dev\/dma_heap\/pool@50000000 +CMA, 16 MiB at 0x50000000/);
  });

  it('says why a board does not boot', () => {
    const { analysis } = booted(regions(POOL), 'soon');
    expect(plainText(bootDocument(analysis, 'board.dts'))).toContain('# Does not boot: ');
    expect(listHeaps(analysis)).toEqual([]);
  });
});
