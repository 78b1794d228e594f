import type { Connection } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import { hover } from '../../features/hover.ts';
import type { Boards } from '../boards.ts';
import { findingsOfBoards } from '../findings.ts';
import type { OpenDocuments } from '../openDocuments.ts';
import { offsetOf, pathOfUri, rangeOfSpan } from '../positions.ts';
import { answering } from '../request.ts';

export function handleHover(connection: Connection, documents: OpenDocuments, boards: Boards): void {
  connection.onHover(
    answering(connection, 'hover', async ({ textDocument, position }) => {
      const path = pathOfUri(textDocument.uri);
      const [board] = path === undefined ? [] : await boards.of(path);
      const file = path === undefined ? undefined : documents.read(path);
      if (path === undefined || board === undefined || file === undefined) return null;
      const remarks = findingsOfBoards([board]).flatMap(({ findings }) => findings);
      const found = hover(board.analysis, path, offsetOf(file, position), board.settings.compareKernels, remarks);
      if (found === undefined) return null;
      return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: rangeOfSpan(found.span) };
    }),
  );
}
