import { beforeAll, expect, it, vi } from 'vitest';
import { testParser } from '../../../../test/parser.ts';
import type { DevicetreeParser, SyntaxNode } from './parser.ts';
import { READ_KINDS, REFUSED } from './syntaxKinds.ts';
import { descendantsOf, hasDescendant, SEARCHED_AT_ONCE } from './treeSearch.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const repeated = (part: string): string => part.repeat((2.2 * SEARCHED_AT_ONCE) / part.length);

it.each([
  ['lines of statements', `/dts-v1/;\n/ {\n${repeated('\tp = <1>;\n')}};\n`],
  ['one line', `/{${repeated('a{b;};')}};`],
  ['one property', `/{p=${repeated('&a,')}&a;};`],
  ['what dtc refuses, at every place', `/{${repeated('a{b c{d=;}')}`],
  ['nodes in one another', `/{${repeated(`${'a{'.repeat(100)}b;\n${'};'.repeat(100)}`)}};`],
  ['values that are missing up to the end', `/{${repeated('p=;')}p=`],
])('a long tree is searched piece by piece, and the same is found in the same order: %s', (_name, text) => {
  const tree = parser.parse(text);
  const all = tree.rootNode.descendantsOfType(READ_KINDS);
  const spy = vi.spyOn(Object.getPrototypeOf(tree.rootNode) as SyntaxNode, 'descendantsOfType');
  const found = [...descendantsOf(tree, text, READ_KINDS)];
  const atOnce = spy.mock.results.map(({ value }) => (value as SyntaxNode[]).length);
  spy.mockRestore();
  const placeOf = ({ id, type, startIndex, endIndex }: SyntaxNode) => `${id} ${type} ${startIndex} ${endIndex}`;
  expect(found.length).toBe(all.length);
  const other = found.findIndex((node, index) => placeOf(node) !== placeOf(all[index] ?? node));
  expect(other).toBe(-1);
  if (all.length > 10) expect(Math.max(...atOnce)).toBeLessThan(0.6 * all.length);
  expect(hasDescendant(tree, text, REFUSED)).toBe(all.some(({ type }) => REFUSED.includes(type)));
  tree.delete();
});
