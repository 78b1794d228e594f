import type { WrittenInclude } from '../devicetree/document/writtenIncludes.ts';
import { CandidatePaths } from '../devicetree/expansion/files/includeSearch.ts';
import { type IncludeLink, includeLinks } from '../features/navigation/includes.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import { folderOf } from '../workspace/path.ts';
import type { EditedBoard } from './editedBoards.ts';
import type { ServerParts } from './languageFeature.ts';

/**
 * The includes of a document with the files that they lead to: on the boards that read it, else where the preprocessor or
 * dtc would find them, as for those that `#if` leaves out.
 */
export function includeTargets(
  { boards, documents }: ServerParts,
  file: SourceFile,
  seenThrough: readonly EditedBoard[],
): Promise<readonly IncludeLink[]> {
  const { path } = file;
  const roots = boards.includeRoots(path);
  const candidates = new CandidatePaths(roots, roots);
  const find = ({ style, text }: WrittenInclude): string | undefined =>
    candidates
      .of(style, text, folderOf(path), undefined)
      .find((candidate) => documents.realPath(candidate.path) !== undefined)?.path;
  const analyses = seenThrough.map(({ analysis }) => analysis);
  return boards.read(() => includeLinks(analyses, file, find));
}
