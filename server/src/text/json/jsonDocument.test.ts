import { expect, test } from 'vitest';
import { SourceFile } from '../sourceFile.ts';
import { type JsonDocument, parseJson } from './jsonDocument.ts';

function documentOf(text: string): JsonDocument {
  const document = parseJson(new SourceFile('a.json', text));
  if ('message' in document) throw new Error(document.message);
  return document;
}

test('of several members of one name the last has the place', () => {
  const document = documentOf('{ "a": 1, "b": { "a": 2, "__proto__": 3 }, "a": 45 }');
  expect(document.valueSpan(['a'])).toMatchObject({ start: 48, end: 50 });
  expect(document.valueSpan(['b', '__proto__'])).toMatchObject({ start: 38, end: 39 });
  expect(document.nameSpan(['b', 'a'])).toMatchObject({ start: 17, end: 20 });
  // What is not there has the place of what is around it.
  expect(document.valueSpan(['b', 'c'])).toMatchObject({ start: 15, end: 41 });
});

test('a number is 0 where it is written as 0 alone', () => {
  expect(documentOf('[0, 0.0, 0e5, -0, 1e-400, -1e-999, 0.5, 10]').value).toEqual([
    ...[0, 0, 0, -0, Number.MIN_VALUE, Number.MIN_VALUE, 0.5, 10],
  ]);
});
