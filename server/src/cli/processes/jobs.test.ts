import { expect, it } from 'vitest';
import { jobsFor } from './workers.ts';

it('boards are shared out to as many processes as pay', () => {
  const onTwo = [1, 30, 240, 241, 1118].map((boards) => jobsFor(boards, undefined, 2));
  expect(onTwo).toEqual([1, 1, 1, 2, 2]);
  const onEight = [1, 96, 97, 400, 1118, 5000].map((boards) => jobsFor(boards, undefined, 8));
  expect(onEight).toEqual([1, 1, 2, 4, 5, 8]);
  expect(jobsFor(5000, undefined, 1)).toBe(1);
});

it('as many as are asked for are started, but not for a handful of boards', () => {
  expect([24, 25, 100].map((boards) => jobsFor(boards, 4, 2))).toEqual([1, 2, 4]);
});
