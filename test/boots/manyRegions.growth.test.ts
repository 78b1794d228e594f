import { expect, test } from 'vitest';
import { squares } from '../counted/squares.ts';
import type { BoardSketch, RegionSketch } from './boardSketch.ts';
import { bootOf } from './sketchedBoot.ts';

// Apart from one another they fill memblock, after which a new kernel boots no further.
test.each([
  ['7.3', 'one after the other', 0x1000n],
  ['5.10', 'with gaps between them', 0x2000n],
])('many regions take work in proportion: on Linux %s, %s', async (kernel, _, step) => {
  const board = (count: number): BoardSketch => {
    const regions: Record<string, RegionSketch> = {};
    for (let index = 0; index < count; index++) {
      regions[`r${index}`] = { reg: [[0x6000_0000n + BigInt(index) * step, 0x1000n]] };
    }
    return { regions, profile: { architecture: 'arm64', kernel } };
  };
  expect(bootOf(board(2500)).regions.filter(({ cause }) => cause?.kind === 'boot-ended')).toEqual([]);
  expect(await squares(500, board, bootOf)).toEqual([]);
});
