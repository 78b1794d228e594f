import { expect, it } from 'vitest';
import { stretches, TaskQueue } from './taskQueue.ts';

it('each worker does its own tasks first, and then takes from the end of the longest other list', () => {
  const queue = new TaskQueue(stretches(7, 2), 2);
  expect(queue.take(0)).toEqual([0, 1]);
  expect(queue.take(0)).toEqual([2]);
  expect(queue.take(0)).toEqual([5, 6]);
  expect(queue.take(1)).toEqual([3, 4]);
  expect(queue.take(1)).toEqual([]);
  expect(queue.take(0)).toEqual([]);
});

it.each([0, 1, 5, 1118])('%i tasks are all shared out, in stretches of neighbours', (count) => {
  for (const workers of [1, 2, 3, 8]) {
    const lists = stretches(count, workers);
    expect(lists).toHaveLength(workers);
    expect(lists.flat()).toEqual(Array.from({ length: count }, (_, index) => index));
  }
});

it('a worker without a task of its own helps another', () => {
  const queue = new TaskQueue([[], [4, 2, 7]], 1);
  expect([queue.take(0), queue.take(1), queue.take(0), queue.take(0)]).toEqual([[7], [4], [2], []]);
});
