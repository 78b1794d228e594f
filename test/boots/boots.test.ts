import { expect, test } from 'vitest';
import { boot } from '../../server/src/kernel/boot.ts';
import { bootInputOf } from '../../server/src/memory/bootInput.ts';
import { boardBoots, MISSING_BOARD_BOOTS } from '../recorded/kernelTree.ts';
import { bootDifferences } from './compareBoot.ts';
import { BOOT_DISAGREEMENTS, unexpected } from './knownDisagreements.ts';
import { profileOf, readRecords } from './record.ts';
import { RecordedTrees } from './recordedTrees.ts';

/** How many boots are in the archive, undefined outcomes left out. */
const ARCHIVED = 1957;

test('boots agree with the recorded ones: booted, heaps, CMA areas, log', async () => {
  const trees = await RecordedTrees.create();
  // Where the outcome is chance, there is nothing to agree with.
  const records = readRecords().filter((record) => record.undefined === undefined);
  const counts = new Map<string, { agreeing: number; total: number }>();
  const differing = new Map<string, string>();
  for (const record of records) {
    const outcome = boot(bootInputOf(trees.read(record.dts), profileOf(record)));
    const differences = bootDifferences(record, outcome);
    const count = counts.get(record.folder) ?? { agreeing: 0, total: 0 };
    count.total++;
    if (differences.length === 0) count.agreeing++;
    else differing.set(record.id, differences.join('; '));
    counts.set(record.folder, count);
  }
  const table = [...counts].map(([name, { agreeing, total }]) => `${name.padEnd(24)} ${agreeing} of ${total} agree`);
  console.log(table.join('\n'));
  expect(unexpected(differing, records, BOOT_DISAGREEMENTS)).toEqual([]);
  expect(BOOT_DISAGREEMENTS.size).toBeLessThanOrEqual(records.length * 0.02);
  expect(records.length).toBeGreaterThanOrEqual(ARCHIVED);
});

test('boots of boards of the kernel’s source are among them', (context) => {
  if (boardBoots() === undefined) return context.skip(MISSING_BOARD_BOOTS);
  expect(readRecords().some(({ case: name }) => name.startsWith('r-'))).toBe(true);
});
