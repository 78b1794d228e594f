import type { Connection, DocumentSymbol } from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import type { DocumentTrees } from '../../devicetree/document/documentTrees.ts';
import { documentSymbols, type DocumentSymbol as TreeSymbol } from '../../features/documentSymbols.ts';
import type { OpenDocuments } from '../openDocuments.ts';
import { pathOfUri, rangeOfSpan } from '../positions.ts';
import type { Requests } from '../requests.ts';

export function handleDocumentSymbols(
  connection: Connection,
  requests: Requests,
  documents: OpenDocuments,
  trees: DocumentTrees,
): void {
  connection.onDocumentSymbol(
    requests.answering('document symbols', async ({ textDocument }) => {
      const path = pathOfUri(textDocument.uri);
      // The outline of a header is its own language's business.
      const file = path === undefined || path.endsWith('.h') ? undefined : documents.read(path);
      return file === undefined ? null : documentSymbols(trees.of(file)).map(toProtocol);
    }),
  );
}

function toProtocol(symbol: TreeSymbol): DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: SymbolKind.Object,
    range: rangeOfSpan(symbol.span),
    selectionRange: rangeOfSpan(symbol.nameSpan),
    children: symbol.children.map(toProtocol),
  };
}
