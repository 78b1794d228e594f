import type { DocumentSymbol } from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import { documentSymbols as symbolsOf, type DocumentSymbol as TreeSymbol } from '../../features/documentSymbols.ts';
import type { LanguageFeature } from '../languageFeature.ts';
import { pathOfUri, rangeOfSpan } from '../positions.ts';

/** The outline of a document. */
export const documentSymbols: LanguageFeature = {
  capabilities: { documentSymbolProvider: true },
  serve({ connection, requests, documents, trees }) {
    connection.onDocumentSymbol(
      requests.answering('document symbols', async ({ textDocument }) => {
        const path = pathOfUri(textDocument.uri);
        // The outline of a header is its own language's business.
        const file = path === undefined || path.endsWith('.h') ? undefined : documents.read(path);
        return file === undefined ? null : symbolsOf(trees.of(file)).map(toProtocol);
      }),
    );
  },
};

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
