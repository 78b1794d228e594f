import { expect, test } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { boardSource } from '../../../../test/boardSource.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { plainProfile } from '../../../../test/plainProfile.ts';
import { analyse } from '../../analysis.ts';
import { BoardReader } from '../../devicetree/board.ts';
import { overlapsMemreserve } from './overlapsMemreserve.ts';

test('reservations are looked through only for regions of which something would be said', async () => {
  const text = boardSource({
    head: ['/memreserve/ 0x50000000 0x400000;', '/memreserve/ 0x60000000 0x1000;'],
    regions: [
      'plain { reg = <0x60000000 0x1000>; };',
      'kept { no-map; reg = <0x61000000 0x1000>; };',
      'video { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x400000>; };',
    ],
  });
  const board = new BoardReader(new MemoryReader({ 'a.dts': text }), await testParser()).read(boardRequest('a.dts'));
  const analysis = analyse(board, plainProfile());
  const { memory } = analysis;
  let looked = 0;
  const counted = {
    ...analysis,
    memory: {
      ...memory,
      get reservations() {
        looked++;
        return memory.reservations;
      },
    },
  };
  const found = [...overlapsMemreserve.check(counted)].map(({ nodePath }) => nodePath);
  expect(found).toEqual(['/reserved-memory/video']);
  expect(looked).toBe(1);
});
