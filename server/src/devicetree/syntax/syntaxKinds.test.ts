import { expect, it, vi } from 'vitest';
import { testParser } from '../../../../test/parser.ts';
import { READ_KINDS } from './syntaxKinds.ts';

it('a search for what a unit is read by compares no kinds one by one, and finds the same', async () => {
  const parser = await testParser();
  const tree = parser.parse('/dts-v1/;\n/ { a = <1>; b { c; }; x = <A F(1)>; &q; /delete-node/ n; };\n');
  const found = tree.rootNode.descendantsOfType([...READ_KINDS]);
  const spy = vi.spyOn(Array.prototype, 'includes');
  const read = tree.rootNode.descendantsOfType(READ_KINDS);
  const asked = spy.mock.calls.length;
  spy.mockRestore();
  expect(asked).toBe(0);
  expect(read.map(({ id }) => id)).toEqual(found.map(({ id }) => id));
  expect(read.map(({ type }) => type)).toContain('macro_call');
  tree.delete();
});
