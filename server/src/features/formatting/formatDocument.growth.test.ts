import { expect, it } from 'vitest';
import { squares } from '../../../../test/counted/squares.ts';
import { formatted } from '../../../../test/formattedText.ts';
import { testParser } from '../../../../test/parser.ts';

const parser = await testParser();

it('formatting takes work that grows with a text, also with a broken one', async () => {
  const text = (size: number): string => `/ { ${'a { b = <1 2>, "c"; }; x < ; '.repeat(size)}`;
  expect(await squares(100, text, (broken) => formatted(broken, parser))).toEqual([]);
});
