import { expect, test } from 'vitest';
import { allocate, list, runHostile } from './hostileScenario.ts';

test('a list of sizes may be as long as a file', () => {
  const sizes = new Array<number>(1_000_000).fill(4096);
  const [churn] = runHostile({ steps: [{ op: 'churn', heap: 'camera', id: 'a', sizes, live: 2, times: 4 }] }).steps;
  expect(churn).toMatchObject({ result: 'ok', allocated: 4 });
});

test('of what an expectation does not meet long lists are given, and after many entries their length', () => {
  const buffers = (count: number) => ({
    steps: [allocate('a', { count })],
    expect: list(11, () => ({ step: 0, buffers: [] })),
  });
  expect(runHostile(buffers(10)).failures.at(-1)?.actual).toHaveLength(10);
  const { failed, failures } = runHostile(buffers(10_000));
  expect(failed).toBe(11);
  expect(failures[9]?.actual).toHaveLength(10_000);
  expect(failures[10]?.actual).toBe('10000 entries');
});

test('a loop lists the buffers that it made and that are alive, also under a name that there was before', () => {
  const inner = [allocate('b'), allocate('c'), { op: 'free', id: 'b' }, { op: 'free', id: 'a' }, allocate('a')];
  const [, loop] = runHostile({ steps: [allocate('a'), { op: 'repeat', times: 1, steps: inner }] }).steps;
  expect(loop?.buffers?.map(({ id }) => id)).toEqual(['c', 'a']);
});

test('and in the order of their allocation, also of a name that was given back and taken again', () => {
  const inner = [allocate('a'), allocate('b'), { op: 'free', id: 'a' }, allocate('a')];
  const [loop] = runHostile({ steps: [{ op: 'repeat', times: 1, steps: inner }] }).steps;
  expect(loop?.buffers?.map(({ id }) => id)).toEqual(['b', 'a']);
});
