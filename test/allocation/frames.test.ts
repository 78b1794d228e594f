import { describe, expect, it } from 'vitest';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import type { ScenarioResult } from '../../server/src/simulation/scenarioResult.ts';
import { bootedBoard } from './bootedBoard.ts';

const FRAME = { width: 1920, height: 1080, format: 'NV12M', heightAlign: 16 };
const ALLOCATE = { op: 'allocate', heap: 'video@60000000', id: 'a', frame: FRAME };

function run(steps: readonly unknown[], pool = 8): ScenarioResult {
  const { scenario, problems } = readScenario({ devices: [{ name: 'dev', dmaMask: 32 }], steps });
  expect(problems).toEqual([]);
  const area = { name: 'video@60000000', base: 0x6000_0000n, size: pool };
  return runScenario(bootedBoard({ cma: [area] }), new Map(), scenario);
}

describe('a frame with a buffer a plane', () => {
  it('is allocated plane by plane, and its name stands for all of them', () => {
    const { steps, heaps } = run([
      ALLOCATE,
      { op: 'attach', id: 'a', device: 'dev' },
      { op: 'map', id: 'a', device: 'dev' },
      { op: 'mmap', id: 'a' },
      { op: 'unmap', id: 'a', device: 'dev' },
      { op: 'detach', id: 'a', device: 'dev' },
      { op: 'free', id: 'a' },
      { op: 'free', id: 'a' },
    ]);
    expect(steps.map(({ result }) => result)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'EBADF']);
    expect(steps[0]).toMatchObject({
      bufferSize: '0x2fd000',
      bufferSizes: ['0x1fe000', '0xff000'],
      frame: {
        sizes: ['0x1fe000', '0xff000'],
        strides: [1920, 1920],
        text: 'NV12M 1920x1088, stride 1920, 2,088,960 + 1,044,480 bytes, 512 + 256 pages with alignment',
      },
    });
    expect(steps[2]?.mapping).toMatchObject({ segments: 2, direct: 2 });
    expect(heaps.map(({ used }) => used)).toEqual(heaps.map(() => '0x0'));
  });

  it('holds nothing where one of its buffers fails', () => {
    const { steps, heaps } = run([{ ...ALLOCATE, op: 'fill' }]);
    // Two frames of 3 MiB with alignment leave 2 MiB: plane 0 of a third fits, plane 1 does not.
    expect(steps[0]).toMatchObject({ result: 'ENOMEM', allocated: 2, why: expect.stringMatching(/^plane 1: /) });
    expect(steps[0]?.cmaPages?.reduce((sum, { pages }) => sum + pages, 0)).toBe(2 * (510 + 255));
    expect(heaps.find(({ name }) => name === 'video@60000000')?.used).toBe('0x5fa000');
  });

  it('counts frames, not buffers', () => {
    const { steps } = run([{ ...ALLOCATE, count: 3 }, { op: 'freeAll' }, { ...ALLOCATE, op: 'fill', max: 1 }], 16);
    expect(steps.map(({ result, allocated }) => [result, allocated])).toEqual([
      ['ok', 3],
      ['ok', 6],
      ['max', 1],
    ]);
  });
});
