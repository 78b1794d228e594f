import type { Connection } from 'vscode-languageserver';
import { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Boards } from '../boards.ts';
import type { OpenDocuments } from '../openDocuments.ts';
import { pathOfUri } from '../positions.ts';
import type { Diagnostics } from './diagnostics.ts';

/** Keeps the open documents as they are in the editor. */
export function synchroniseDocuments(
  connection: Connection,
  open: OpenDocuments,
  boards: Boards,
  diagnostics: Diagnostics,
): void {
  const documents = new TextDocuments(TextDocument);
  documents.onDidChangeContent(({ document }) => {
    const path = pathOfUri(document.uri);
    if (path === undefined) return;
    open.set(path, document);
    boards.documentChanged(path);
    diagnostics.changed(open.paths.length > 1);
  });
  documents.onDidClose(({ document }) => {
    const path = pathOfUri(document.uri);
    if (path === undefined) return;
    open.close(path);
    boards.documentChanged(path);
    diagnostics.changed(true);
  });
  documents.listen(connection);
}
