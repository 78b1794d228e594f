import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { boardSource } from '../boardSource.ts';
import { wholeLog } from '../captures/captureEnvelopes.ts';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const POOL = 'pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x2000000>; };';
const DEFAULT_NODE = 'linux,cma { compatible = "shared-dma-pool"; reusable; size = <0x4000000>; linux,cma-default; };';
const PLAIN = 'log@50000000 { reg = <0x50000000 0x100000>; };';

interface Difference {
  readonly predicted?: string;
  readonly captured?: string;
  readonly cause?: string;
}

/** How a target under Linux 6.12 differs from a board with these regions. */
async function differences(regions: readonly string[], ...lines: readonly string[]): Promise<readonly Difference[]> {
  const board = join(folder, 'board.dts');
  writeFileSync(board, boardSource({ regions }));
  const text = ['$ uname -r', '6.12.0', ...lines, ''].join('\n');
  const { out } = await dtheaps(['compare', board, '-', '--format', 'json'], text);
  return (JSON.parse(out) as { differences: Difference[] }).differences;
}

describe('a default area of another size', () => {
  const RESERVED = '[    0.000000] cma: Reserved 128 MiB at 0x0000000078000000';
  const COMMAND_LINE = '[    0.000000] Kernel command line: console=ttyS0';

  it('comes of the configuration, or of a command line that is not shown', async () => {
    const [found] = await differences([POOL], RESERVED);
    expect(found?.captured).toBe('cma: Reserved 128 MiB at 0x0000000078000000');
    expect(found?.cause).toBe(
      'the default CMA area is 128 MiB on the target, and it is 32 MiB in the prediction: CONFIG_CMA_SIZE_MBYTES=128 of its kernel (--kernel-config with its .config), or cma=128M on a command line that the capture does not show (--cmdline "cma=128M")',
    );
  });

  it('comes of the configuration where the command line is shown', async () => {
    const [found] = await differences([POOL], RESERVED, COMMAND_LINE);
    expect(found?.cause).toContain('CONFIG_CMA_SIZE_MBYTES=128');
    expect(found?.cause).not.toContain('cma=128M');
  });

  it('comes of the command line where a node asks for the area', async () => {
    const [found] = await differences([DEFAULT_NODE], RESERVED);
    expect(found?.cause).toContain('cma=128M');
    expect(found?.cause).not.toContain('CONFIG_CMA_SIZE_MBYTES');
    expect((await differences([DEFAULT_NODE], RESERVED, COMMAND_LINE))[0]?.cause).toBeUndefined();
  });

  it('is seen in /proc/meminfo where nothing else is a CMA area', async () => {
    const total = 'CmaTotal:         131072 kB';
    expect((await differences([], total))[0]?.cause).toContain('CONFIG_CMA_SIZE_MBYTES=128');
    expect((await differences([POOL], total))[0]?.cause).toBeUndefined();
  });

  it('is no difference where it is as predicted', async () => {
    expect(await differences([POOL], '[    0.000000] cma: Reserved 32 MiB at 0x000000007e000000')).toEqual([]);
  });
});

describe('heaps that are not there', () => {
  it('may be due to an option, where the listing has the others', async () => {
    expect(await differences([], '$ ls /dev/dma_heap', 'system')).toEqual([
      { kind: 'heap', predicted: 'reserved', cause: expect.stringContaining('without CONFIG_DMABUF_HEAPS_CMA') },
    ]);
    expect(await differences([], '$ ls /dev/dma_heap', 'reserved')).toEqual([
      { kind: 'heap', predicted: 'system', cause: expect.stringContaining('without CONFIG_DMABUF_HEAPS_SYSTEM') },
    ]);
  });

  it('are a driver nobody modelled, where only the target has them', async () => {
    expect(await differences([], '$ ls /dev/dma_heap', 'carveout_edgeai  reserved  system')).toEqual([
      {
        kind: 'heap',
        captured: 'carveout_edgeai',
        line: 4,
        cause: expect.stringMatching(/^neither a region of the board nor the kernel gives a heap "carveout_edgeai": /),
      },
    ]);
  });
});

describe('a region of which a whole log says nothing', () => {
  const lineOf = (name: string, first: string, last: string) =>
    `OF: reserved mem: 0x00000000${first}..0x00000000${last} (1024 KiB) map non-reusable ${name}`;
  const LOG = lineOf('log@50000000', '50000000', '500fffff');
  const RESERVED = 'cma: Reserved 32 MiB at 0x000000007e000000';
  const logOf = (...messages: readonly string[]) =>
    wholeLog('6.12.0', messages).map((line) => `[    0.000000] ${line}`);
  const OTHER = 'crash@51000000 { reg = <0x51000000 0x100000>; };';

  it('is not in the tree of the target', async () => {
    expect(await differences([PLAIN, OTHER], ...logOf(LOG, RESERVED))).toEqual([
      {
        kind: 'log',
        predicted: lineOf('crash@51000000', '51000000', '510fffff'),
        cause:
          'crash@51000000 is memory without a driver in the prediction, and is not on the target: the target was booted with another tree',
      },
    ]);
  });
});

it('says of a capture with nothing to compare that nothing differs, not that all is as predicted', async () => {
  const board = join(folder, 'board.dts');
  writeFileSync(board, boardSource({ regions: [POOL] }));
  const failed = '[   38.1] cma: cma_alloc: linux,cma: alloc failed, req-size: 2025 pages, ret: -12\n';
  const { status, out } = await dtheaps(['compare', board, '-'], failed);
  expect(status).toBe(0);
  expect(out).toContain('0 heaps, 0 CMA areas and 0 messages of the target compared: nothing that is here differs.');
  const one = await dtheaps(
    ['compare', board, '-'],
    '$ uname -r\n6.12.0\n# ls /dev/dma_heap/*\n/dev/dma_heap/system\n',
  );
  expect(one.out).toContain('1 heap, 0 CMA areas');
});
