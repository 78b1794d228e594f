import { Uri, window } from 'vscode';
import { isScenario } from '../devicetreeDocuments.ts';
import type { MemoryMapPanel } from '../map/memoryMapPanel.ts';

/** Shows what a scenario does to the pools of its board: one that a lens names, else the one in the active editor. */
export async function runScenario(map: MemoryMapPanel, named: unknown): Promise<void> {
  const active = window.activeTextEditor?.document.uri;
  const scenario = typeof named === 'string' ? Uri.parse(named) : active;
  if (scenario === undefined || !isScenario(scenario)) {
    await window.showInformationMessage('Open a scenario first: a .heapsim.json file.');
    return;
  }
  await map.showScenario({ kind: 'file', file: scenario });
}
