import type { BoardChecks } from './boardChecks.ts';
import type { CheckedBoards } from './checkBoards.ts';
import type { NamedFiles } from './input/namedFiles.ts';
import type { Project } from './input/project.ts';
import { counted } from './output/counted.ts';
import { SourceChanges } from './sourceChanges.ts';
import type { Terminal } from './terminal.ts';

/** One round of fixes can make room for another; more than this is two rules that contradict each other. */
const MAXIMUM_ROUNDS = 10;

/**
 * Applies the fixes that are proven and checks again until there is nothing more to fix; what is left. Unusable where a file cannot be
 * written, or holds something else by now than what was checked; the files of that round are then as they were.
 */
export async function fixBoards(
  first: CheckedBoards,
  checks: BoardChecks,
  files: NamedFiles,
  project: Project,
  terminal: Terminal,
): Promise<CheckedBoards> {
  const changes = new SourceChanges(files, project, 'check: --fix cannot change standard input: use --diff');
  let checked = first;
  let total = 0;
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const { files: fixed, applied } = checks
      .prover(checked)
      .applied(checked.diagnostics, (file) => changes.mayChange(file));
    if (applied === 0) break;
    changes.write(fixed);
    total += applied;
    checked = await checks.round();
  }
  changes.sayNotes(terminal);
  terminal.error(`${counted(total, 'fix', 'fixes')} applied.`);
  return checked;
}
