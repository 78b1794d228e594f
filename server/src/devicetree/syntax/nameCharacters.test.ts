import { expect, it } from 'vitest';
import { bytesOfText } from '../../text/bytesAndText.ts';
import { badInNodeName, badInPropertyName } from './nameCharacters.ts';

it.each([
  ['node-a,b.c_d+e@1', undefined],
  ['a#', '#'],
  ['größe', 'ö'],
  ['a\u202eb', '\u202e'],
  ['😀', '😀'],
])('of the name of a node, %s, the bad character is whole', (name, bad) =>
  expect(badInNodeName(bytesOfText(name))).toBe(bad === undefined ? undefined : bytesOfText(bad)),
);

it('of the name of a property as well, and of a byte that is no UTF-8 that byte', () => {
  expect([badInPropertyName('#a*?'), badInPropertyName(bytesOfText('a€b'))]).toEqual([undefined, bytesOfText('€')]);
  expect([badInPropertyName('a@'), badInPropertyName('a\xe2b'), badInNodeName('\xff')]).toEqual(['@', '\xe2', '\xff']);
});
