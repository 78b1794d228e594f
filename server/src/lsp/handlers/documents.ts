import type { Connection } from 'vscode-languageserver';
import { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { OpenDocuments } from '../openDocuments.ts';
import { pathOfUri } from '../positions.ts';

/** Keeps the open documents as they are in the editor; `changed` hears of each that was opened, edited or closed. */
export function synchroniseDocuments(
  connection: Connection,
  open: OpenDocuments,
  changed: (path: string, isClosed: boolean) => void,
): void {
  const documents = new TextDocuments(TextDocument);
  documents.onDidChangeContent(({ document }) => {
    const path = pathOfUri(document.uri);
    if (path === undefined) return;
    open.set(path, document);
    changed(path, false);
  });
  documents.onDidClose(({ document }) => {
    const path = pathOfUri(document.uri);
    if (path === undefined) return;
    open.close(path);
    changed(path, true);
  });
  documents.listen(connection);
}
