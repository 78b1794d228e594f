import { expect, test } from 'vitest';
import { squares } from '../../../../test/counted/squares.ts';
import { SourceFile } from '../sourceFile.ts';
import { type JsonDocument, parseJson } from './jsonDocument.ts';

test('the cost of the places of all members grows with the object', async () => {
  const members = (count: number): JsonDocument => {
    const text = `{${Array.from({ length: count }, (_, index) => `"m${index}":0`).join()}}`;
    const document = parseJson(new SourceFile('a.json', text));
    if ('message' in document) throw new Error(document.message);
    return document;
  };
  const places = (document: JsonDocument) =>
    Object.keys(document.value as object).map((name) => document.valueSpan([name]));
  expect(await squares(100, members, places)).toEqual([]);
});
