import type { CodeAction } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import { runOnBoard } from '../../features/scenario/runOnBoard.ts';
import { sizeOnKernels } from '../../features/sizing/sizing.ts';
import { sizingOutcome } from '../../features/sizing/sizingOutcome.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import { triedFiles } from '../../rules/appliedEdits.ts';
import type { ServerParts } from '../languageFeature.ts';
import { workspaceEdit } from '../workspaceEdits.ts';
import { profileLayer } from './scenarioDocuments.ts';

/**
 * For a scenario whose board has pools that are too small for it: the edit of the tree that gives them the smallest sizes
 * that hold it. It was booted before it is offered: the pools come out so and hold the scenario, and no expectation fails
 * that held before.
 */
export async function sizingActions(parts: ServerParts, path: string): Promise<CodeAction[]> {
  const { scenarios, boards } = parts;
  const state = await scenarios.stateOf(path);
  if (state?.board === undefined || state.analysis === undefined || state.report.result === undefined) return [];
  const { board, analysis, report } = state;
  const { scenario, result } = report;
  const { edits, resized } = sizeOnKernels([analysis], scenario);
  if (edits.length === 0) return [];
  const changed = triedFiles(edits);
  const after = await boards.analysisWith(board, profileLayer(path, scenario), changed);
  if (sizingOutcome(analysis, after, resized, scenario).blamesEdits) return [];
  if (runOnBoard(after, scenario).failed > (result?.failed ?? 0)) return [];
  const sizes = resized.map(({ pool, size }) => `${pool.name} ${formatSize(size)}`);
  const title = `Make ${sizes.join(', ')}: the smallest that holds this scenario`;
  return [{ title, kind: CodeActionKind.QuickFix, edit: workspaceEdit(parts, edits) }];
}
