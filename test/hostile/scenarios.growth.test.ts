import { expect, test } from 'vitest';
import { squares } from '../counted/squares.ts';
import { allocate, list, runHostile } from './hostileScenario.ts';

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

/** From how many pieces on, where pages are looked through in chunks, which are found in a tree: as soon as there are many. */
const LARGE: Readonly<Partial<Record<string, number>>> = {
  'a long list of heaps under one name': 1500,
  'a program with a long list of heaps': 1500,
  'requests that a fragmented area refuses': 1500,
  'expectations of lists that are longer': 1000,
};

test.each(Object.entries(HOSTILE))('the cost grows with the scenario: %s', async (name, scenarioOf) => {
  expect(await squares(LARGE[name] ?? 100, scenarioOf, (scenario) => JSON.stringify(runHostile(scenario)))).toEqual([]);
});
