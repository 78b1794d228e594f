import { expect, it } from 'vitest';
import { Remembered } from './remembered.ts';

it('is kept with the object, beside what others remember of it, and changes nothing that can be seen of it', () => {
  const sizes = new Remembered<object, number>();
  const names = new Remembered<object, string>();
  const board = { path: 'a.dts' };
  expect(sizes.get(board)).toBeUndefined();
  sizes.set(board, 1);
  names.set(board, 'a');
  sizes.set(board, 2);
  expect([sizes.get(board), names.get(board)]).toEqual([2, 'a']);
  expect([Object.keys(board), JSON.stringify(board)]).toEqual([['path'], '{"path":"a.dts"}']);
});

it('is not taken over by a copy, and not kept with what is frozen', () => {
  const sizes = new Remembered<object, number>();
  const board = { path: 'a.dts' };
  sizes.set(board, 1);
  expect(sizes.get({ ...board })).toBeUndefined();
  const frozen = Object.freeze({});
  sizes.set(frozen, 1);
  expect(sizes.get(frozen)).toBeUndefined();
});
