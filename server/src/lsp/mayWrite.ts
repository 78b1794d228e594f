import { folderOf, isBelow } from '../workspace/path.ts';
import type { EditedBoards } from './editedBoards.ts';
import type { OpenDocuments } from './openDocuments.ts';

/**
 * Whether a file may be changed on behalf of a document: it is open, or lies in the workspace; without a workspace, beside
 * the document.
 */
export function mayWrite(
  { documents, boards }: { readonly documents: OpenDocuments; readonly boards: Pick<EditedBoards, 'folders'> },
  document: string,
  path: string,
): boolean {
  if (documents.isOpen(path)) return true;
  const folders = boards.folders.length > 0 ? boards.folders : [folderOf(document)];
  return folders.some((folder) => isBelow(path, folder));
}
