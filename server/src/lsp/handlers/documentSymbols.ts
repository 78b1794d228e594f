import type { DocumentSymbol } from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import { documentSymbols as symbolsOf, type DocumentSymbol as TreeSymbol } from '../../features/documentSymbols.ts';
import { askedSource, type LanguageFeature } from '../languageFeature.ts';
import { rangeOfSpan } from '../positions.ts';

/** The outline of a document; the sizes and states in it are those of the first board that it is seen through. */
export const documentSymbols: LanguageFeature = {
  capabilities: { documentSymbolProvider: true },
  serve(parts) {
    parts.connection.onDocumentSymbol(
      parts.requests.answering('document symbols', async ({ textDocument }) => {
        const document = await askedSource(parts, textDocument);
        return document === undefined ? null : symbolsOf(document.tree, document.boards[0]?.analysis).map(toProtocol);
      }),
    );
  },
};

/** A region is shown by the sign of a structure, a node by that of an object. */
export const SYMBOL_KINDS: Readonly<Record<TreeSymbol['kind'], SymbolKind>> = {
  node: SymbolKind.Object,
  region: SymbolKind.Struct,
  reference: SymbolKind.Key,
};

function toProtocol(symbol: TreeSymbol): DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: SYMBOL_KINDS[symbol.kind],
    range: rangeOfSpan(symbol.span),
    selectionRange: rangeOfSpan(symbol.nameSpan),
    children: symbol.children.map(toProtocol),
  };
}
