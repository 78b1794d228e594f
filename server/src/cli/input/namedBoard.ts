import { UnusableError } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { BoardLoader } from './boardLoader.ts';
import type { BoardOptions } from './boardOptions.ts';
import { type Project, projectOf } from './project.ts';

/** How a call names standard input. */
export const STANDARD_INPUT = '-';

/** A board as a call names it, with what opens it. */
export interface NamedBoard {
  readonly loader: BoardLoader;
  /** The board's path; for standard input the one that it is taken for. */
  readonly path: string;
  /** What the call may read and change. */
  readonly project: Project;
}

/**
 * The board that a call names: a file, or `-`, which is standard input in the place of the file that `--stdin-filename`
 * names, so that its includes are found. `others` are the other files that the call reads; unusable input where one of
 * them is standard input too. With `notes` it is said there which kernels are not modelled.
 */
export async function namedBoard(
  named: string,
  options: BoardOptions,
  terminal: Terminal,
  { others = [], notes = true }: { readonly others?: readonly string[]; readonly notes?: boolean } = {},
): Promise<NamedBoard> {
  if (named === STANDARD_INPUT && others.includes(STANDARD_INPUT)) {
    throw new UnusableError('- names standard input twice: it can be read once');
  }
  const path = named === STANDARD_INPUT ? options.stdinFilename : named;
  const project = projectOf(options, [path], others);
  const loader = await BoardLoader.create(options, project, notes ? terminal : undefined);
  if (named === STANDARD_INPUT) loader.supply({ path, text: await terminal.input() });
  return { loader, path, project };
}
