import { expect, test } from 'vitest';
import { squares } from '../../../../test/counted/squares.ts';
import type { Sizing } from '../../features/sizing/sizing.ts';
import type { Terminal } from '../terminal.ts';
import { sizingText } from './sizingOutput.ts';
import { styleFor } from './style.ts';

/** A sizing of a scenario of which so many steps cannot be helped, all for one reason. */
function unhelped(count: number): Sizing {
  const steps = Array.from({ length: count }, (_, step) => {
    return { kernel: '7.3', step, kind: 'no-heap', result: 'ENOENT', why: 'none' } as const;
  });
  return { pools: [], resized: [], edits: [], obstacles: [], unhelped: steps, openFills: [] };
}

const TERMINAL: Terminal = {
  out: () => {},
  outPieces: () => {},
  outBytes: () => {},
  isWatched: false,
  error: () => {},
  progress: () => {},
  style: styleFor(false),
  errorStyle: styleFor(false),
  columns: 100,
  input: async () => '',
};

const text = (sizing: Sizing): string => sizingText(sizing, [], TERMINAL);

test('steps that fail for one reason stand in one sentence', () => {
  expect(text(unhelped(3))).toContain('step 0, 1, 2 on Linux 7.3: ENOENT whatever the size: none');
});

test('the cost grows with the number of such steps', async () => {
  expect(await squares(100, unhelped, text)).toEqual([]);
});
