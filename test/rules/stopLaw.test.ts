import { expect, test } from 'vitest';
import { type Analysis, analyse } from '../../server/src/analysis.ts';
import { endsForCertain } from '../../server/src/rules/ram.ts';
import { check } from '../../server/src/rules/registry.ts';
import { profileOf, readRecords } from '../boots/record.ts';
import { RecordedTrees } from '../boots/recordedTrees.ts';
import { generatedBoards } from './generatedBoards.ts';

/**
 * What breaks the law: a boot that is predicted to end has an error, or a warning where that hangs on RAM which the boot
 * loader may know better; and what says that the kernel does not boot is said of a boot that ends.
 */
function breach(analysis: Analysis): string | undefined {
  const { stop } = analysis.boot;
  const findings = check(analysis);
  if (stop === undefined) {
    // A kernel of which it is not known how it behaves may end over what this one survives: a warning.
    const mayEnd = analysis.otherBoots.some(({ outcome }) => !outcome.booted);
    const said = findings.find(({ rule }) => rule === 'kernel-will-not-boot');
    return said === undefined || (mayEnd && said.severity === 'warning') ? undefined : 'said to end, and it boots';
  }
  const least: readonly string[] =
    endsForCertain(analysis) && !analysis.memoryAssumed ? ['error'] : ['error', 'warning'];
  return findings.some(({ severity }) => least.includes(severity)) ? undefined : `${stop.kind}, and nothing says so`;
}

test('whenever a recorded boot is predicted to end, an error says so', async () => {
  const trees = await RecordedTrees.create();
  const breaches: string[] = [];
  const kinds = new Set<string>();
  for (const record of readRecords()) {
    const analysis = analyse(trees.readBoard(record.dts), profileOf(record));
    if (analysis.boot.stop !== undefined) kinds.add(analysis.boot.stop.kind);
    const found = breach(analysis);
    if (found !== undefined) breaches.push(`${record.id}: ${found}`);
  }
  expect(breaches).toEqual([]);
  expect(kinds.size).toBeGreaterThanOrEqual(6);
});

test('whenever a generated board is predicted not to boot, an error says so', async () => {
  const breaches: string[] = [];
  const counts = new Map<string, number>();
  for (const { analysis, text } of await generatedBoards(600)) {
    const kind = analysis.boot.stop?.kind ?? 'boots';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const found = breach(analysis);
    if (found !== undefined) breaches.push(`${found}:\n${text}`);
  }
  expect(breaches.slice(0, 3)).toEqual([]);
  // The generator comes upon every way in which a boot ends.
  for (const kind of ['boots', 'no-memory', 'no-free-memory', 'unmappable-lowmem', 'area-outside-ram', 'remap'])
    expect([...counts.keys()]).toContain(kind);
});
