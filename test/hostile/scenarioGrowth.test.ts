import { expect, test } from 'vitest';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario, type ScenarioResult } from '../../server/src/simulation/runScenario.ts';
import { bootedBoard } from '../allocation/bootedBoard.ts';
import { growth, LINEAR } from '../growth.ts';

const board = bootedBoard({
  kernel: '7.3',
  patches: ['coherent-heap-v3'],
  cma: [{ name: 'camera', base: 0x9000_0000n, size: 1024 }],
  coherent: [{ name: 'dsp', base: 0x1_0000_0000n, size: 1024, noMap: true }],
});

function run(written: object): ScenarioResult {
  const { scenario, problems } = readScenario(written);
  expect(problems).toEqual([]);
  return runScenario(board, new Map(), scenario);
}

const list = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: Math.ceil(count) }, (_, index) => item(index));

const allocate = (id: string, more: object = {}) => ({ op: 'allocate', heap: 'camera', size: 4096, id, ...more });
const vmap = { op: 'vmap', id: 'a0' };
const isp = { id: 'a', device: 'isp' };

/** Of every other page of a heap nothing can be had at once but the page. */
const fragments = (heap: string, count: number) => [
  { op: 'fill', heap, size: 4096, max: 10 * count, id: 'a' },
  ...['1', '3', '5', '7', '9'].map((digit) => ({ op: 'free', id: `a*${digit}` })),
];

/** Scenarios of which each step cost as much as there are others. */
const HOSTILE: Readonly<Record<string, (count: number) => object>> = {
  'a device that is attached again and again': (count) => ({
    devices: [{ name: 'isp' }],
    steps: [allocate('a'), ...list(4 * count, () => ({ op: 'attach', ...isp }))],
  }),
  'CPU access to a buffer that many devices have mapped': (count) => ({
    devices: list(count, (index) => ({ name: `d${index}` })),
    steps: [
      allocate('a'),
      ...list(count, (index) => ({ op: 'attach', id: 'a', device: `d${index}` })),
      ...list(count, (index) => ({ op: 'map', id: 'a', device: `d${index}` })),
      ...list(count, () => ({ op: 'beginCpuAccess', id: 'a' })),
    ],
  }),
  'a long list of heaps under one name': (count) => ({
    heaps: { any: [...list(count, (index) => `none${index}`), 'camera'] },
    steps: list(count, () => allocate('a', { heap: 'any' })),
  }),
  'a program with a long list of heaps': (count) => ({
    programs: { any: [...list(count, (index) => `none${index}`), 'camera'] },
    steps: list(count, () => ({ op: 'allocate', program: 'any', size: 4096, id: 'a' })),
  }),
  'a user in many groups, who may open nothing': (count) => ({
    user: { name: 'a', groups: list(count, (index) => `group${index}`) },
    steps: list(count, () => allocate('a')),
  }),
  'loops among many buffers': (count) => ({
    steps: [allocate('a', { count: 4 * count }), ...list(count, () => ({ op: 'repeat', times: 1, steps: [] }))],
  }),
  'requests that a fragmented area refuses': (count) => ({
    steps: [...fragments('camera', count), ...list(count, () => allocate('b', { size: 8192 }))],
  }),
  'steps after which a fragmented area is looked at': (count) => ({
    steps: [...fragments('camera', count), ...list(Math.min(count, 4000), () => vmap)],
  }),
  'steps after which a fragmented pool is looked at': (count) => ({
    steps: [...fragments('dsp', count), ...list(Math.min(count, 4000), () => vmap)],
  }),
  'expectations of lists that are longer': (count) => ({
    steps: [allocate('a', { count: 16 * count })],
    expect: list(count, () => ({ step: 0, buffers: [] })),
  }),
};

/**
 * From which count on that shows, where it is not from 500: a look that costs little has to be taken often, and lists within
 * lists leave no memory for a comparison.
 */
const SHOWN_FROM: Readonly<Partial<Record<string, number>>> = {
  'a device that is attached again and again': 4000,
  'CPU access to a buffer that many devices have mapped': 4000,
  'a long list of heaps under one name': 1500,
  'a program with a long list of heaps': 1500,
  'a user in many groups, who may open nothing': 1000,
  'requests that a fragmented area refuses': 1500,
  'steps after which a fragmented area is looked at': 1000,
  'steps after which a fragmented pool is looked at': 1000,
  'expectations of lists that are longer': 100,
};

test.each(Object.entries(HOSTILE))('the cost grows with the scenario: %s', (name, scenarioOf) => {
  const text = (result: ScenarioResult): string => JSON.stringify(result);
  expect(growth(SHOWN_FROM[name] ?? 500, scenarioOf, (scenario) => text(run(scenario)))).toBeLessThan(LINEAR);
});

test('a list of sizes may be as long as a file', () => {
  const sizes = new Array<number>(1_000_000).fill(4096);
  const [churn] = run({ steps: [{ op: 'churn', heap: 'camera', id: 'a', sizes, live: 2, times: 4 }] }).steps;
  expect(churn).toMatchObject({ result: 'ok', allocated: 4 });
});

test('of what an expectation does not meet long lists are given, and after many entries their length', () => {
  const buffers = (count: number) => ({
    steps: [allocate('a', { count })],
    expect: list(11, () => ({ step: 0, buffers: [] })),
  });
  expect(run(buffers(10)).failures.at(-1)?.actual).toHaveLength(10);
  const { failed, failures } = run(buffers(10_000));
  expect(failed).toBe(11);
  expect(failures[9]?.actual).toHaveLength(10_000);
  expect(failures[10]?.actual).toBe('10000 entries');
});

test('a loop lists the buffers that it made and that are alive, also under a name that there was before', () => {
  const inner = [allocate('b'), allocate('c'), { op: 'free', id: 'b' }, { op: 'free', id: 'a' }, allocate('a')];
  const [, loop] = run({ steps: [allocate('a'), { op: 'repeat', times: 1, steps: inner }] }).steps;
  expect(loop?.buffers?.map(({ id }) => id)).toEqual(['c', 'a']);
});

test('and in the order of their allocation, also of a name that was given back and taken again', () => {
  const inner = [allocate('a'), allocate('b'), { op: 'free', id: 'a' }, allocate('a')];
  const [loop] = run({ steps: [{ op: 'repeat', times: 1, steps: inner }] }).steps;
  expect(loop?.buffers?.map(({ id }) => id)).toEqual(['b', 'a']);
});
