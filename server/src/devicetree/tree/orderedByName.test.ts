import { expect, test } from 'vitest';
import { OrderedByName } from './orderedByName.ts';

const entry = (name: string) => ({ name, deleted: false });

test('keeps the order, and finds by name among few and among many', () => {
  const map = new OrderedByName<ReturnType<typeof entry>>();
  for (let index = 0; index < 40; index++) map.append(entry(`n${index}`));
  expect([...map.keys()].slice(0, 3)).toEqual(['n0', 'n1', 'n2']);
  expect(map.get('n39')?.name).toBe('n39');
  expect(map.get('missing')).toBeUndefined();
  expect(map.size).toBe(40);
});

test('what is deleted keeps its place, and readers do not see it', () => {
  const map = new OrderedByName<ReturnType<typeof entry>>();
  const [a, b, c] = [entry('a'), entry('b'), entry('c')];
  for (const one of [a, b, c]) map.append(one);
  b.deleted = true;
  map.noteDeletion();
  expect(map.first('b')).toBe(b);
  expect(map.get('b')).toBeUndefined();
  expect([...map.values()]).toEqual([a, c]);
  b.deleted = false;
  expect([...map.keys()]).toEqual(['a', 'b', 'c']);
  b.deleted = true;
  map.settle();
  expect(map.first('b')).toBeUndefined();
  expect(map.size).toBe(2);
});

test('of two entries of one name the first that lives answers', () => {
  const map = new OrderedByName<ReturnType<typeof entry>>();
  const placeholder = { name: 'a', deleted: true };
  const living = entry('a');
  map.append(placeholder);
  map.append(living);
  expect(map.first('a')).toBe(placeholder);
  expect(map.get('a')).toBe(living);
});
