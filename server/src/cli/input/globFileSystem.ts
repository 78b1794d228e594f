import { type Dirent, statSync } from 'node:fs';
import { type FileSystemAdapter, type GlobOptions, globSync } from 'tinyglobby';
import { absolutePath, entriesOf, type FolderEntry, nativePath, realPathOf } from '../../disk/nativePath.ts';

/**
 * What ends lines to a regular expression: `**` passes over no such character. In the search a code unit stands for it
 * that no name can have, as half of a pair.
 */
const LINE_ENDS = '\n\r\u2028\u2029';
const STAND_INS = '\udc0a\udc0d\udc28\udc29';
const LINE_END = new RegExp(`[${LINE_ENDS}]`, 'g');
const STAND_IN = new RegExp(`[${STAND_INS}]`, 'g');

const withStandIns = (path: string): string =>
  path.replace(LINE_END, (character) => STAND_INS.charAt(LINE_ENDS.indexOf(character)));
const withLineEnds = (path: string): string =>
  path.replace(STAND_IN, (unit) => LINE_ENDS.charAt(STAND_INS.indexOf(unit)));

/** An entry under its name as text. */
function named({ name, entry }: FolderEntry): Dirent {
  const shown = withStandIns(name);
  if (entry.name === shown) return entry as Dirent;
  return Object.create(entry, { name: { value: shown } });
}

/** The disk for the search by patterns, in which names that are no UTF-8 lead back to their files. */
function globFiles(mayList: (folder: string) => boolean): FileSystemAdapter {
  return {
    readdirSync: (path: string) => (mayList(withLineEnds(path)) ? entriesOf(withLineEnds(path)).map(named) : []),
    realpathSync: (path: string) => withStandIns(realPathOf(withLineEnds(path))),
    statSync: (path: string) => statSync(nativePath(withLineEnds(path))),
  } as unknown as FileSystemAdapter;
}

/** What the search by patterns is told. */
interface SearchOptions extends Pick<GlobOptions, 'deep' | 'dot' | 'followSymbolicLinks' | 'ignore'> {
  /** The folder from which patterns lead on, and never back. */
  readonly cwd: string;
  /** Whether a folder, as an absolute path, is looked into. */
  readonly mayList: (folder: string) => boolean;
}

/** The files that patterns name, whatever characters are in their paths and above them; in no order. */
export function matchingFiles(patterns: readonly string[], { mayList, ...options }: SearchOptions): string[] {
  const cwd = absolutePath(options.cwd);
  const fs = globFiles(mayList);
  return globSync(patterns.map(withStandIns), { ...options, cwd, expandDirectories: false, fs }).map(withLineEnds);
}
