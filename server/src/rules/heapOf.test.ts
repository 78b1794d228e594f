import { expect, test } from 'vitest';
import { boardRequest } from '../../../test/boardRequest.ts';
import { boardSource } from '../../../test/boardSource.ts';
import { MemoryReader } from '../../../test/memoryReader.ts';
import { testParser } from '../../../test/parser.ts';
import { plainProfile } from '../../../test/plainProfile.ts';
import { analyse } from '../analysis.ts';
import { BoardReader } from '../devicetree/board.ts';
import { heapsOfRegion, regionBehind } from './heapOf.ts';

const REGIONS = [
  'video { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x400000>; };',
  'camera { compatible = "shared-dma-pool"; reusable; reg = <0x51000000 0x400000>; };',
  'sound { compatible = "shared-dma-pool"; no-map; reg = <0x52000000 0x100000>; };',
  'loader { reg = <0x53000000 0x100000>; };',
];

test('what is behind heaps and regions is looked through once for a boot, however many ask', async () => {
  const files = new MemoryReader({ 'a.dts': boardSource({ regions: REGIONS }) });
  const board = new BoardReader(files, await testParser()).read(boardRequest('a.dts'));
  const { boot } = analyse(board, plainProfile());
  let looked = 0;
  const counted = {
    ...boot,
    get heaps() {
      looked++;
      return boot.heaps;
    },
  };
  const pathOf = (name: string): string => `/reserved-memory/${name}`;
  const heaps = ['video', 'camera', 'sound', 'loader', 'none'].map((name) =>
    heapsOfRegion(counted, pathOf(name)).map((heap) => [heap.name, regionBehind(counted, heap)]),
  );
  expect(heaps).toEqual([[['video', pathOf('video')]], [['camera', pathOf('camera')]], [], [], []]);
  expect(looked).toBe(1);
});
