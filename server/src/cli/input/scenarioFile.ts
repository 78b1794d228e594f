import type { Analysis } from '../../analysis.ts';
import { problemsOnBoard } from '../../features/scenario/runOnBoard.ts';
import { readScenarioFile } from '../../simulation/readScenario.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import type { Layer } from '../../workspace/layers.ts';
import { UnusableError } from '../failure.ts';
import { printable } from '../output/printable.ts';
import { MAXIMUM_NAMED, readNamedFile, requireNone } from './jsonFile.ts';
import type { NamedFiles } from './namedFiles.ts';

/** A scenario that the caller named, and what it says about the kernel; unusable input where anything in it is wrong. */
export function readNamedScenario(
  files: NamedFiles,
  path: string,
): { readonly scenario: Scenario; readonly layer: Layer } {
  const { scenario, complaints } = readScenarioFile(readNamedFile(files, path));
  requireNone(complaints, path);
  return { scenario, layer: { origin: { layer: 'scenario', path }, values: scenario.profile ?? {} } };
}

/** Unusable where a scenario of a file names what the board, or the workspace, does not have. */
export function requireFitting(scenario: Scenario, analysis: Analysis, path: string): void {
  const problems = problemsOnBoard(analysis, scenario);
  if (problems.length === 0) return;
  const named = problems.slice(0, MAXIMUM_NAMED).join('; ');
  const more = problems.length - MAXIMUM_NAMED;
  throw new UnusableError(printable(`${path}: ${named}${more > 0 ? `; and ${more} more` : ''}`));
}
