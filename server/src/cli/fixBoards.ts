import { bytesOf } from '../text/sourceFile.ts';
import { isBelow } from '../workspace/path.ts';
import type { BoardChecks } from './boardChecks.ts';
import type { CheckedBoards } from './checkBoards.ts';
import { UnusableError } from './failure.ts';
import type { NamedFiles } from './input/namedFiles.ts';
import type { Project } from './input/project.ts';
import { rewriteInput } from './output/writeOutput.ts';
import type { FixableFile } from './provenFixes.ts';
import { sayNote, type Terminal } from './terminal.ts';

/** One round of fixes can make room for another; more than this is two rules that contradict each other. */
const MAXIMUM_ROUNDS = 10;

/**
 * Which files fixes may change: those that lie, links followed, in the project or where the call lets them. `refused`
 * gathers the paths of the others.
 */
function fixableFiles(files: NamedFiles, { writable }: Project, refused: Set<string>): FixableFile {
  return ({ path }) => {
    if (files.isSupplied(path)) throw new UnusableError('check: --fix cannot change standard input: use --diff');
    const real = files.realPath(path);
    if (real !== undefined && writable.some((folder) => isBelow(real, folder))) return true;
    refused.add(path);
    return false;
  };
}

/**
 * Applies the fixes that are proven and checks again until there is nothing more to fix; what is left. Unusable where a file cannot be
 * written, or holds something else by now than what was checked; it is then as it was.
 */
export async function fixBoards(
  first: CheckedBoards,
  checks: BoardChecks,
  files: NamedFiles,
  project: Project,
  terminal: Terminal,
): Promise<CheckedBoards> {
  const refused = new Set<string>();
  const notes = new Set<string>();
  const isFixable = fixableFiles(files, project, refused);
  let checked = first;
  let total = 0;
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const { files: fixed, applied } = checks.prover(checked).applied(checked.diagnostics, isFixable);
    if (applied === 0) break;
    for (const { file, text } of fixed) {
      const note = rewriteInput(file.path, bytesOf(text), bytesOf(file.text));
      if (note !== undefined) notes.add(note);
    }
    total += applied;
    checked = await checks.round();
  }
  for (const path of refused) {
    sayNote(
      terminal,
      `${path} lies outside of the project (${project.folders.join(', ')}), and is not changed: --allow-write names folders besides`,
    );
  }
  for (const note of notes) sayNote(terminal, note);
  terminal.error(`${total} ${total === 1 ? 'fix' : 'fixes'} applied.`);
  return checked;
}
