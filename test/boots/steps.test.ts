import { expect, test } from 'vitest';
import { boot } from '../../server/src/kernel/boot.ts';
import type { DeviceNode } from '../../server/src/kernel/input/bootInput.ts';
import type { BootOutcome } from '../../server/src/kernel/outcome/bootOutcome.ts';
import { bootInputOf, deviceNodeAt } from '../../server/src/memory/bootInput.ts';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import type { ScenarioResult } from '../../server/src/simulation/scenarioResult.ts';
import { stepDifferences } from './compareSteps.ts';
import { BOOT_DISAGREEMENTS } from './knownDisagreements.ts';
import { type BootRecord, profileOf, readRecords } from './record.ts';
import { RecordedTrees } from './recordedTrees.ts';

test('operations on heaps and buffers agree with the recorded ones', async () => {
  const trees = await RecordedTrees.create();
  const records = readRecords().filter(
    // What follows a boot that comes out otherwise, or by chance, says nothing of its steps.
    (record) => record.undefined === undefined && !BOOT_DISAGREEMENTS.has(record.id),
  );
  const counts = new Map<string, { agreeing: number; total: number }>();
  const differing: string[] = [];
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
      differing.push(`${record.id} step ${index} ${JSON.stringify(record.steps[index])}: ${differences.join('; ')}`);
    }
  }
  const table = [...counts].map(([name, { agreeing, total }]) => `${name.padEnd(24)} ${agreeing} of ${total} agree`);
  console.log(table.join('\n'));
  expect(differing).toEqual([]);
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
