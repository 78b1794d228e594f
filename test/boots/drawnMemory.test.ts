import process from 'node:process';
import { expect, it } from 'vitest';
import { analyse } from '../../server/src/analysis.ts';
import { drawingFaults } from '../boards/drawnMemory.ts';
import { profileOf, readArchivedRecords } from './record.ts';
import { RecordedTrees } from './recordedTrees.ts';

/** Every how many of the records are drawn. */
const EVERY = process.env.DTHEAPS_ALL === '1' ? 1 : 7;

it('draws the memory of recorded boots where it is, to scale', async () => {
  const trees = await RecordedTrees.create();
  const records = readArchivedRecords().filter((_, index) => index % EVERY === 0);
  const faults = records.flatMap((record) =>
    drawingFaults(analyse(trees.readBoard(record.dts), profileOf(record))).map((fault) => `${record.id}: ${fault}`),
  );
  expect(faults.slice(0, 20)).toEqual([]);
  expect(records.length).toBeGreaterThan(200);
});
