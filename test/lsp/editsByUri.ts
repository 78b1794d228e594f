import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocumentEdit } from 'vscode-languageserver';

/** The changes that an edit makes in each document, by its URI, in whichever form a client took it. */
export function editsByUri(edit: WorkspaceEdit | undefined | null): Record<string, TextEdit[]> {
  const ofVersions = (edit?.documentChanges ?? []).filter((change) => TextDocumentEdit.is(change));
  return {
    ...edit?.changes,
    ...Object.fromEntries(ofVersions.map(({ textDocument, edits }) => [textDocument.uri, edits as TextEdit[]])),
  };
}
