import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { SourceFile } from '../sourceFile.ts';
import { listOf } from './listOf.ts';
import { readJson } from './readJson.ts';

/** What reading a list comes to, and how many of its items were looked at. */
function read(items: readonly unknown[]) {
  let looks = 0;
  const isNamed = z.refine<Readonly<Record<string, unknown>>>(({ name }) => {
    looks++;
    return typeof name === 'string';
  }, 'has no name');
  const schema = z.looseObject({ list: listOf(z.record(z.string(), z.unknown()).check(isNamed)) });
  const { value, complaints } = readJson(new SourceFile('a.json', JSON.stringify({ list: items })), schema, true);
  return { value, complaints, looks };
}

test('a list that is right is read whole', () => {
  const items = Array.from({ length: 1000 }, (_, index) => ({ name: `${index}` }));
  expect(read(items)).toEqual({ value: { list: items }, complaints: [], looks: 1000 });
});

test('what is wrong is complained about at its place', () => {
  const { value, complaints } = read([{ name: 'a' }, {}]);
  expect(value).toBeUndefined();
  expect(complaints).toMatchObject([{ path: 'list[1]', message: '{} has no name', span: { start: 22, end: 24 } }]);
});

test('no more items are looked at than are complained about', () => {
  const { complaints, looks } = read(new Array(400_000).fill({}));
  expect([complaints.length, looks]).toEqual([100, 100]);
});
