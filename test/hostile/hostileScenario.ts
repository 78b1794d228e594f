import { expect } from 'vitest';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import type { ScenarioResult } from '../../server/src/simulation/scenarioResult.ts';
import { bootedBoard } from '../allocation/bootedBoard.ts';

const board = bootedBoard({
  kernel: '7.3',
  patches: ['coherent-heap-v3'],
  cma: [{ name: 'camera', base: 0x9000_0000n, size: 1024 }],
  coherent: [{ name: 'dsp', base: 0x1_0000_0000n, size: 1024, noMap: true }],
});

/** What a scenario without problems comes to on a board with a CMA area and a coherent pool. */
export function runHostile(written: object): ScenarioResult {
  const { scenario, problems } = readScenario(written);
  expect(problems).toEqual([]);
  return runScenario(board, new Map(), scenario);
}

/** As many things as are asked for, each by its index. */
export const list = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: Math.ceil(count) }, (_, index) => item(index));

/** A step that takes a page of the CMA area. */
export const allocate = (id: string, more: object = {}) => ({
  op: 'allocate',
  heap: 'camera',
  size: 4096,
  id,
  ...more,
});
