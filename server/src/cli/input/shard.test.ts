import { expect, it } from 'vitest';
import { boardsOfShard, readShard } from './shard.ts';

const boards = Array.from({ length: 13 }, (_, index) => `board${String(index).padStart(2, '0')}.dts`);

it.each([1, 2, 5, 13, 20])('%i parts have every board once, and no part has two more than another', (parts) => {
  const all = Array.from({ length: parts }, (_, index) =>
    boardsOfShard(boards.toReversed(), { part: index + 1, parts }),
  );
  expect(all.flat()).toEqual(boards);
  const sizes = all.map((part) => part.length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});

it('a part is read as people write it', () => {
  expect(readShard('2/5')).toEqual({ part: 2, parts: 5 });
  for (const wrong of ['', '2', '0/5', '6/5', '2/0', '1/1001', '-1/5', '2/5x', '1.5/2']) {
    expect(() => readShard(wrong)).toThrow('such as 2/5');
  }
});
