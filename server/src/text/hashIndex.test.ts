import { expect, test } from 'vitest';
import { HashIndex, hashOf, hashWith, standsAt } from './hashIndex.ts';

/** All entries with a hash. */
function entriesOf(index: HashIndex, hash: number): number[] {
  const found: number[] = [];
  for (let entry = index.first(hash); entry >= 0; entry = index.after(entry)) found.push(entry);
  return found.sort((one, other) => one - other);
}

test('entries are found by their hash, many and few', () => {
  const index = new HashIndex(4);
  const hashes = Array.from({ length: 1000 }, (_, entry) => Math.imul(entry % 300, 0x9e3779b1));
  hashes.forEach((hash, entry) => {
    expect(index.add(hash)).toBe(entry);
  });
  expect(index.size).toBe(1000);
  for (const hash of hashes) {
    expect(entriesOf(index, hash)).toEqual(hashes.flatMap((other, entry) => (other === hash ? [entry] : [])));
  }
  expect(entriesOf(index, 12345)).toEqual([]);
});

test.each([4, 1 << 18])('an index with room for %i that was emptied has nothing, and numbers from 0 again', (room) => {
  const index = new HashIndex(room);
  for (let entry = 0; entry < 9; entry++) index.add(7);
  index.clear();
  expect(entriesOf(index, 7)).toEqual([]);
  expect(index.add(7)).toBe(0);
  expect(entriesOf(index, 7)).toEqual([0]);
});

test('a hash goes on character by character', () => {
  const text = 'status = "okay"';
  let hash = 0;
  for (const character of 'okay') hash = hashWith(hash, character.charCodeAt(0));
  expect(hashOf(text, 10, 14)).toBe(hash);
});

test('texts are compared where they stand', () => {
  expect(standsAt('okay', 'a okay b', 2, 6)).toBe(true);
  expect(standsAt('okay', 'a okay b', 2, 5)).toBe(false);
  expect(standsAt('okax', 'a okay b', 2, 6)).toBe(false);
});
