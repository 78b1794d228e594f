import { expect, it } from 'vitest';
import type { Analysis } from '../../analysis.ts';
import type { Fix } from '../../text/fix.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { ChangedFiles } from './changedFiles.ts';
import { type BoardState, stateBefore } from './fixProof.ts';
import { FixProver } from './fixProver.ts';

/** How often a board of so many regions is booted to try some fixes; `isKnown`: as it stands, it was booted before. */
function bootsOf(regions: number, fixes = 1000, isKnown = false): number {
  const file = new SourceFile('board.dts', '/dts-v1/;');
  const analysis = {
    memory: { regions: { length: regions } },
    board: { problems: [] },
    boot: {},
  } as unknown as Analysis;
  let boots = 0;
  const state = { analysis, found: { problems: [], findings: [] } } as unknown as BoardState;
  const boards = {
    reading: () => ['board.dts'],
    read: () => {
      boots++;
      return [state];
    },
  };
  const files = new ChangedFiles({ read: () => file, isFolder: () => false, list: () => [] });
  const prover = new FixProver(files, boards, new Map(isKnown ? [['board.dts', [stateBefore(state)]]] : []));
  const span = { file, start: 0, end: 1 };
  const fix: Fix = { title: 'mend', preferred: true, edits: [{ span, newText: '/' }] };
  for (let count = 0; count < fixes; count++) prover.proven({ rule: 'zero-size', span, nodePath: '/a' }, [fix]);
  return boots;
}

it('a board is booted for fixes as often as it is small', () => {
  expect(bootsOf(5000)).toBeLessThanOrEqual(5);
  expect(bootsOf(19)).toBe(1001);
});

it('a board that was booted as it stands is booted for each fix alone', () => {
  expect(bootsOf(19, 10)).toBe(11);
  expect(bootsOf(19, 10, true)).toBe(10);
});
