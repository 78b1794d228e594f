import { expect, test } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { squares } from '../../../../test/counted/squares.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { BoardReader } from '../board.ts';
import { type DeviceTreeProperty, nodeAtPath } from './deviceTree.ts';

const parser = await testParser();

test('where all cells of a value are written is known in work that grows with their number', async () => {
  const cells = (count: number): DeviceTreeProperty => {
    const text = `/dts-v1/;\n/ { l: n { }; a = <${'&l '.repeat(count)}>; };\n`;
    const board = new BoardReader(new MemoryReader({ 'board.dts': text }), parser).read(boardRequest('board.dts'));
    const property = nodeAtPath(board.tree, '/')?.properties.get('a');
    if (property === undefined) throw new Error('the root has no a');
    return property;
  };
  const places = (property: DeviceTreeProperty): void => {
    for (let at = 0; at < property.value.length; at += 4) property.valueSpan(at, at + 4);
  };
  expect(await squares(100, cells, places)).toEqual([]);
});
