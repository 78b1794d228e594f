import type { Analysis } from '../../analysis.ts';
import { HEAP_CONSUMERS } from '../../consumers/heapConsumers.ts';
import { deviceNodesOf } from '../../memory/bootInput.ts';
import type { HeapNames } from '../../simulation/heapNames.ts';
import { fitOnBoard, type RunOptions, runScenario } from '../../simulation/runScenario.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import type { ScenarioResult } from '../../simulation/scenarioResult.ts';

/** What a scenario may call heaps on a board: the labels of its regions, and the programs that are known. */
export function heapNamesOf({ memory, consumers }: Analysis): HeapNames {
  return {
    labels: new Map(memory.regions.flatMap(({ labels, path }) => labels.map((label) => [label, path]))),
    programs: new Map([...HEAP_CONSUMERS, ...consumers].map(({ name, heaps }) => [name, heaps])),
  };
}

/** What of a scenario does not fit a board, in sentences: devices whose nodes are not there, programs that nobody knows. */
export function problemsOnBoard(analysis: Analysis, scenario: Scenario): readonly string[] {
  const nodes = deviceNodesOf(analysis.board.tree, scenario.devices);
  return fitOnBoard(analysis.boot, nodes, scenario, heapNamesOf(analysis)).problems;
}

/**
 * Runs a scenario on a board as it boots; its devices are read from the tree. Never throws: see `problems`.
 */
export function runOnBoard(analysis: Analysis, scenario: Scenario, options?: RunOptions): ScenarioResult {
  const nodes = deviceNodesOf(analysis.board.tree, scenario.devices);
  return runScenario(analysis.boot, nodes, scenario, heapNamesOf(analysis), options);
}
