import { expect, it } from 'vitest';
import { BufferLives } from '../../server/src/simulation/bufferLives.ts';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import { bootedBoard } from './bootedBoard.ts';

const board = bootedBoard({
  cma: [{ name: 'camera@70000000', base: 0x7000_0000n, size: 8 }],
  coherent: [{ name: 'dsp@68000000', base: 0x6800_0000n, size: 1 }],
  patches: ['coherent-heap-v3'],
});

const HEAPS = ['camera@70000000', 'dsp@68000000'];

/** The names that are there after each step. What the pools of the kernel say is used is asked as well. */
function namesThere(heap: string, steps: readonly object[]): string[] {
  const { scenario, problems } = readScenario({
    devices: [{ name: 'isp', dmaMask: 64 }],
    streams: [{ name: 'cam', heap, size: '64K', buffers: 2 }],
    steps: steps.map((step) => ('op' in step && step.op === 'allocate' ? { heap, ...step } : step)),
  });
  expect(problems).toEqual([]);
  const followed = new BufferLives();
  const { timeline = [], steps: results } = runScenario(board, new Map(), scenario, undefined, { lives: followed });
  expect(results.map(({ result, why }) => (result === 'ok' ? result : why))).toEqual(steps.map(() => 'ok'));
  const [{ atStart = '0x0', used = [] } = {}] = timeline;
  expect(used).toHaveLength(steps.length);
  return used.map((text, step) => {
    const there = followed.lives.filter(({ from, until = steps.length }) => from <= step && step < until);
    const bytes = there.reduce((sum, { size }) => sum + size, 0n);
    expect([step, bytes]).toEqual([step, BigInt(text) - BigInt(atStart)]);
    return there.map(({ id }) => id).join(' ');
  });
}

const allocate = (id: string, more: object = {}) => ({ op: 'allocate', size: '64K', id, ...more });
const FRAME = { width: 64, height: 64, format: 'NV12M' };

it.each(HEAPS)('buffers of %s are there until their memory comes back, whoever gives it back', (heap) => {
  const there = (...steps: object[]) => namesThere(heap, steps);
  expect(there(allocate('a', { count: 3 }), { op: 'free', id: 'a1' }, { op: 'free', id: 'a*' })).toEqual([
    'a0 a1 a2',
    'a0 a2',
    '',
  ]);
  // An importer holds it after its descriptor is closed.
  const isp = { id: 'a', device: 'isp' };
  expect(
    there(allocate('a'), { op: 'attach', ...isp }, { op: 'free', id: 'a' }, { op: 'detach', ...isp }, allocate('b')),
  ).toEqual(['a', 'a', 'a', '', 'b']);
  expect(there(allocate('a'), { op: 'drop', id: 'a' })).toEqual(['a', '']);
  expect(there({ op: 'start', stream: 'cam' }, { op: 'stop', stream: 'cam' })).toEqual(['cam.0 cam.1', '']);
  expect(there(allocate('a', { frame: FRAME, size: undefined }), { op: 'free', id: 'a' })).toEqual(['a:0 a:1', '']);
  // A name that is given again names the newer buffer; nobody can close the older one but all at once.
  expect(there(allocate('a'), allocate('a'), { op: 'free', id: 'a' }, { op: 'freeAll' })).toEqual([
    'a',
    'a a',
    'a',
    '',
  ]);
  expect(
    there(allocate('a'), allocate('b'), {
      op: 'repeat',
      times: 1,
      steps: [
        { op: 'free', id: 'a' },
        { heap, ...allocate('c') },
      ],
    }),
  ).toEqual(['a', 'a b', 'b c']);
  // The name of a buffer may look like one of a frame's buffers.
  expect(there(allocate('a:7'), allocate('a'), { op: 'free', id: 'a' })).toEqual(['a:7', 'a:7 a', 'a:7']);
});
