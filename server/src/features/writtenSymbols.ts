import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { DocumentNode, DocumentStatement } from '../devicetree/document/statements.ts';
import type { Span } from '../text/sourceFile.ts';
import { nodeRoleOf } from './nodeRole.ts';

/** A node as a document has it, whatever boards make of it. */
export interface WrittenSymbol {
  readonly labels: readonly string[];
  /** As written; of a node that is opened by a reference `&label`. */
  readonly name: string;
  readonly kind: 'node' | 'region';
  /** The path of its parent, as far as the document says it. */
  readonly container: string;
  /** Of the name. */
  readonly span: Span;
}

/**
 * The nodes that a document opens by their own names, and those that it opens by reference to put a label on them.
 * What stands in a `/reserved-memory`, or in a reference that is named so, is a region. Text that `#if` leaves out
 * counts; what macros make does not.
 */
export function writtenSymbols(document: DocumentTree): WrittenSymbol[] {
  const symbols: WrittenSymbol[] = [];
  addSymbols(document.statements, '', symbols);
  return symbols;
}

function addSymbols(statements: readonly DocumentStatement[], container: string, symbols: WrittenSymbol[]): void {
  for (const statement of statements) {
    if (statement.kind !== 'node') continue;
    const { name, labels } = statement;
    if (isNamed(statement)) {
      const kind = nodeRoleOf(undefined, statement).holder === 'region' ? 'region' : 'node';
      const texts = labels.map(({ text }) => text);
      symbols.push({ labels: texts, name: name.text, kind, container: container || '/', span: name.span });
    }
    const path =
      name.text === '/' ? '' : container === '' && name.text.startsWith('&') ? name.text : `${container}/${name.text}`;
    addSymbols(statement.statements, path, symbols);
  }
}

const isNamed = ({ name, labels }: DocumentNode): boolean =>
  name.text !== '/' && (labels.length > 0 || !name.text.startsWith('&'));
