import type { Connection } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import type { DocumentTrees } from '../../devicetree/document/documentTrees.ts';
import { hover } from '../../features/hover.ts';
import type { BoardChoice } from '../boardChoice.ts';
import { findingsOfBoards } from '../findings.ts';
import type { OpenDocuments } from '../openDocuments.ts';
import { offsetOf, pathOfUri, rangeOfSpan } from '../positions.ts';
import type { Requests } from '../requests.ts';

export function handleHover(
  connection: Connection,
  requests: Requests,
  documents: OpenDocuments,
  trees: DocumentTrees,
  boards: BoardChoice,
): void {
  connection.onHover(
    requests.answering('hover', async ({ textDocument, position }) => {
      const path = pathOfUri(textDocument.uri);
      const [board] = path === undefined ? [] : await boards.of(path);
      const file = path === undefined ? undefined : documents.read(path);
      if (path === undefined || board === undefined || file === undefined) return null;
      const remarks = findingsOfBoards([board]).flatMap(({ findings }) => findings);
      const found = hover(
        board.analysis,
        trees.of(file),
        offsetOf(file, position),
        board.settings.compareKernels,
        remarks,
      );
      if (found === undefined) return null;
      return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: rangeOfSpan(found.span) };
    }),
  );
}
