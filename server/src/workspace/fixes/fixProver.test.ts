import { expect, it } from 'vitest';
import type { Analysis } from '../../analysis.ts';
import type { Fix } from '../../text/fix.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { ChangedFiles } from './changedFiles.ts';
import type { BoardState } from './fixProof.ts';
import { FixProver } from './fixProver.ts';

/** How often a board of so many regions is booted to try a thousand fixes. */
function bootsOf(regions: number): number {
  const file = new SourceFile('board.dts', '/dts-v1/;');
  const analysis = {
    memory: { regions: { length: regions } },
    board: { problems: [] },
    boot: {},
  } as unknown as Analysis;
  let boots = 0;
  const prover = new FixProver(new ChangedFiles({ read: () => file, isFolder: () => false, list: () => [] }), {
    reading: () => ['board.dts'],
    read: () => {
      boots++;
      return [{ analysis, found: { problems: [], findings: [] } } as unknown as BoardState];
    },
  });
  const span = { file, start: 0, end: 1 };
  const fix: Fix = { title: 'mend', preferred: true, edits: [{ span, newText: '/' }] };
  for (let count = 0; count < 1000; count++) prover.proven({ rule: 'zero-size', span, nodePath: '/a' }, [fix]);
  return boots;
}

it('a board is booted for fixes as often as it is small', () => {
  expect(bootsOf(5000)).toBeLessThanOrEqual(5);
  expect(bootsOf(19)).toBe(1001);
});
