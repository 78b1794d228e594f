import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { DocumentStatement } from '../devicetree/document/statements.ts';
import type { Span } from '../text/sourceFile.ts';

/** A node of a document as it is written there, for an outline. */
export interface DocumentSymbol {
  /** As written: `/`, `video@60000000`, `&isp`. */
  readonly name: string;
  /** Its labels. */
  readonly detail: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
}

/** An outline with more entries serves nobody; a hostile file could ask for any number. */
const MAXIMUM_SYMBOLS = 20_000;

/** The device-tree nodes that a document opens, as its own text has them: includes and macros are not looked into. */
export function documentSymbols(document: DocumentTree): DocumentSymbol[] {
  let count = 0;
  const symbolsOf = (statements: readonly DocumentStatement[]): DocumentSymbol[] => {
    const symbols: DocumentSymbol[] = [];
    for (const statement of statements) {
      if (statement.kind !== 'node' || count === MAXIMUM_SYMBOLS) continue;
      count++;
      const { name, labels, span } = statement;
      const children = symbolsOf(statement.statements);
      symbols.push({
        name: name.text,
        detail: labels.map(({ text }) => text).join(', '),
        span,
        nameSpan: name.span,
        children,
      });
    }
    return symbols;
  };
  return symbolsOf(document.statements);
}
