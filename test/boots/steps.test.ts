import { expect, test } from 'vitest';
import { boot } from '../../server/src/kernel/boot.ts';
import type { DeviceNode } from '../../server/src/kernel/input/bootInput.ts';
import type { BootOutcome } from '../../server/src/kernel/outcome/bootOutcome.ts';
import { bootInputOf, deviceNodeAt } from '../../server/src/memory/bootInput.ts';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario, type ScenarioResult } from '../../server/src/simulation/runScenario.ts';
import { MISSING_SHARED } from '../shared.ts';
import { stepDifferences } from './compareSteps.ts';
import { type BootRecord, bootsFolder, profileOf, readRecords } from './record.ts';
import { RecordedTrees } from './recordedTrees.ts';

const OVERLAPPING_AREAS =
  'two CMA areas share pages: freeing them twice at activation damages the page allocator, and CMA allocations then fail';

/** Boots whose steps need not agree, each with the reason: undefined behaviour alone, at most 2 % of all. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['7.2/a37-overlap-partial', OVERLAPPING_AREAS],
  ['7.3/a37-overlap-partial', OVERLAPPING_AREAS],
  ['7.3-coherent-heap/a37-overlap-partial', OVERLAPPING_AREAS],
  ['7.3-coherent-heap-v3/a37-overlap-partial', OVERLAPPING_AREAS],
  ['riscv-7.3/a37-overlap-partial', OVERLAPPING_AREAS],
]);

test('operations on heaps and buffers agree with the recorded ones', async (context) => {
  const folder = bootsFolder();
  if (folder === undefined) return context.skip(MISSING_SHARED);
  const trees = await RecordedTrees.create(folder);
  const records = readRecords(folder);
  const counts = new Map<string, { agreeing: number; total: number }>();
  const failures: string[] = [];
  const disagreeing = new Set<string>();
  for (const record of records) {
    const { outcome, result } = replay(record, trees);
    const count = counts.get(record.folder) ?? { agreeing: 0, total: 0 };
    counts.set(record.folder, count);
    for (const index of (record.expect.steps ?? []).keys()) {
      const differences = stepDifferences(record, outcome, index, result.steps[index]);
      count.total++;
      if (differences.length === 0) {
        count.agreeing++;
        continue;
      }
      disagreeing.add(record.id);
      if (EXCEPTIONS.has(record.id)) continue;
      failures.push(`${record.id} step ${index} ${JSON.stringify(record.steps[index])}: ${differences.join('; ')}`);
    }
  }
  const table = [...counts].map(([name, { agreeing, total }]) => `${name.padEnd(24)} ${agreeing} of ${total} agree`);
  console.log(table.join('\n'));
  expect(failures).toEqual([]);
  expect(
    [...EXCEPTIONS.keys()].filter((id) => !disagreeing.has(id)),
    'exceptions that agree',
  ).toEqual([]);
  expect(EXCEPTIONS.size).toBeLessThanOrEqual(records.length * 0.02);
});

/** Boots a record's kernel and runs its steps. */
function replay(record: BootRecord, trees: RecordedTrees): { outcome: BootOutcome; result: ScenarioResult } {
  const tree = trees.read(record.dts);
  const { scenario, problems } = readScenario({ devices: record.devices, steps: record.steps });
  expect(problems, record.id).toEqual([]);
  const nodes = new Map<string, DeviceNode>();
  for (const { path } of scenario.devices) {
    const node = path === undefined ? undefined : deviceNodeAt(tree, path);
    if (path !== undefined && node !== undefined) nodes.set(path, node);
  }
  const outcome = boot(bootInputOf(tree, profileOf(record)));
  return { outcome, result: runScenario(outcome, nodes, scenario) };
}
