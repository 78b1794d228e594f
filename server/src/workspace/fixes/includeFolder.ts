import { fileNameOf } from '../../text/fileName.ts';
import type { Fix, SpanEdit } from '../../text/fix.ts';
import { jsonWithMember, setJsonMember } from '../../text/json/setJsonMember.ts';
import { SourceFile, type Span } from '../../text/sourceFile.ts';
import { CONFIGURATION_NAME, type Configuration } from '../configuration.ts';
import { includeNameAt } from '../includeScan.ts';
import type { Layer } from '../layers.ts';
import { folderOf, isBelow, normalizePath, relativePath } from '../path.ts';
import { folderWith } from '../sourceTrees/folderWith.ts';
import type { Workspace } from '../workspace.ts';

/** A board with an include that is not found at a place. */
export interface UnfoundInclude {
  readonly board: string;
  readonly span: Span;
  /** What the board was opened with. */
  readonly layers: readonly Layer[];
  /** The folder above which no `.dtheaps.json` is made. */
  readonly folder: string;
}

/**
 * The change of the `.dtheaps.json` after which an include is found: the nearest folder around the file that holds it
 * goes to the `includeRoots`, after the folders that are searched now, since these are replaced as a whole. The file is
 * made where there is none. `undefined` where no folder holds the include, or the way to it cannot be written.
 */
export function includeFolderFix(
  workspace: Workspace,
  { board, span, layers, folder }: UnfoundInclude,
): Fix | undefined {
  const found = folderWith(workspace.files, span.file.path, includeNameAt(span));
  if (found === undefined) return undefined;
  const configuration = workspace.configurationOf(board);
  const path = configuration.file?.path ?? workspace.newConfigurationPath(board, folder);
  const searched =
    configuration.includeRoots.length > 0 ? configuration.includeRoots : workspace.includeRootsOf(board, layers);
  const roots = [...searched, found].map((root) => relativePath(folderOf(path), root));
  if (!roots.every((root) => root !== undefined)) return undefined;
  const edits = editsOf(configuration, path, roots);
  if (edits === undefined) return undefined;
  const title = `Add ${roots.at(-1)} to the includeRoots of ${CONFIGURATION_NAME}`;
  const fix = { title, edits, preferred: false };
  return configuration.file === undefined ? { ...fix, creates: path } : fix;
}

function editsOf({ file }: Configuration, path: string, roots: readonly string[]): readonly SpanEdit[] | undefined {
  const member = ['includeRoots'];
  if (file !== undefined) return setJsonMember(file, member, roots);
  return [{ span: { file: new SourceFile(path, ''), start: 0, end: 0 }, newText: jsonWithMember(member, roots) }];
}

/** Whether a file is, or would be, a `.dtheaps.json` that may hold for a board. */
export function mayConfigure(path: string, board: string): boolean {
  if (fileNameOf(path) !== CONFIGURATION_NAME) return false;
  const folder = normalizePath(folderOf(path));
  const from = normalizePath(board);
  return folder === '.' ? !from.startsWith('/') && !from.startsWith('..') : isBelow(from, folder);
}
