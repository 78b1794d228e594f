import { expect, test } from 'vitest';
import { boardRequest } from '../../../test/boardRequest.ts';
import { boardSource } from '../../../test/boardSource.ts';
import { MemoryReader } from '../../../test/memoryReader.ts';
import { testParser } from '../../../test/parser.ts';
import { plainProfile } from '../../../test/plainProfile.ts';
import { analyse } from '../analysis.ts';
import { BoardReader } from '../devicetree/board.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { holdersIn } from './holders.ts';

test('who holds memory is listed once for a board, however many regions ask', async () => {
  const text = boardSource({
    regions: ['small { reg = <0x50000000 0x1000>; };', 'large { reg = <0x60000000 0x100000>; };'],
  });
  const board = new BoardReader(new MemoryReader({ 'a.dts': text }), await testParser()).read(boardRequest('a.dts'));
  const analysis = analyse(board, plainProfile());
  let listed = 0;
  const { memory } = analysis;
  const counted = {
    ...analysis,
    memory: {
      ...memory,
      get regions() {
        listed++;
        return memory.regions;
      },
    },
  };
  const namesIn = (base: bigint, size: bigint): string[] =>
    holdersIn(counted, [new AddressRange(base, size)]).map(({ name }) => name);
  expect(namesIn(0x40000000n, 0x40000000n)).toEqual(['large', 'small']);
  expect(namesIn(0x50000000n, 0x1000n)).toEqual(['small']);
  expect(namesIn(0x70000000n, 0x1000n)).toEqual([]);
  expect(listed).toBe(1);
});
