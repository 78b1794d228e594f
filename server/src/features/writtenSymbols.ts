import { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { DocumentNode, DocumentStatement } from '../devicetree/document/statements.ts';
import { closedBeginning } from '../devicetree/syntax/closedBeginning.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { SourceFile, type Span } from '../text/sourceFile.ts';
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
  addSymbols(document.statements, '', symbols, Number.POSITIVE_INFINITY);
  return symbols;
}

/** Characters of a file that are parsed at once: it takes some 10 ms. */
const PIECE = 64 * 1024;

/**
 * The symbols of a file that is not open, as `writtenSymbols` has them, in pieces of `pieceLength` characters that are
 * parsed one after the other: who asks can do something else between two.
 */
export function* symbolsInPieces(
  file: SourceFile,
  parser: DevicetreeParser,
  pieceLength = PIECE,
): Generator<readonly WrittenSymbol[], void, undefined> {
  const { text } = file;
  let opening = '';
  for (let start = 0; start < text.length; ) {
    const ahead = opening + text.slice(start, start + opening.length + 2 * pieceLength);
    const isLast = start + pieceLength >= text.length;
    const piece = isLast
      ? { text: ahead, length: ahead.length }
      : closedBeginning(ahead, opening.length + pieceLength, opening.length + pieceLength);
    const document = DocumentTree.read(new SourceFile(file.path, piece.text), parser);
    const symbols: WrittenSymbol[] = [];
    const open = addSymbols(document.statements, '', symbols, piece.length);
    document.release();
    const shift = start - opening.length;
    yield symbols.flatMap((symbol): WrittenSymbol[] => {
      const { span } = symbol;
      // The nodes around the piece were found in an earlier one.
      if (span.start < opening.length || span.start >= piece.length) return [];
      return [{ ...symbol, span: { file, start: span.start + shift, end: span.end + shift } }];
    });
    start += piece.length - opening.length;
    opening = open.map((name) => `${name} {\n`).join('');
    // Names that fill pieces are no device tree's.
    if (opening.length > pieceLength) return;
  }
}

/** Adds the nodes of some statements, and answers the names of those that are still open at an offset, the outermost first. */
function addSymbols(
  statements: readonly DocumentStatement[],
  container: string,
  symbols: WrittenSymbol[],
  end: number,
): readonly string[] {
  let open: readonly string[] = [];
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
    const within = addSymbols(statement.statements, path, symbols, end);
    if (statement.body.end >= end) open = [name.text, ...within];
  }
  return open;
}

const isNamed = ({ name, labels }: DocumentNode): boolean =>
  name.text !== '/' && (labels.length > 0 || !name.text.startsWith('&'));
