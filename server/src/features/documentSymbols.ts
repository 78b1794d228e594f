import type { DevicetreeParser, SyntaxNode } from '../devicetree/syntax/parser.ts';
import type { SourceFile, Span } from '../text/sourceFile.ts';

/** A node of a document as it is written there, for an outline. */
export interface DocumentSymbol {
  /** As written: `/`, `video@60000000`, `&isp`. */
  readonly name: string;
  /** Its labels. */
  readonly detail: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: DocumentSymbol[];
}

/** An outline with more entries, or deeper, serves nobody; a hostile file could ask for any number. */
const MAXIMUM_SYMBOLS = 20_000;
const MAXIMUM_DEPTH = 128;

/** The device-tree nodes that a document opens, as its own text has them: includes and macros are not looked into. */
export function documentSymbols(parser: DevicetreeParser, file: SourceFile): DocumentSymbol[] {
  const tree = parser.parse(file.text);
  const roots: DocumentSymbol[] = [];
  const open: DocumentSymbol[] = [];
  const cursor = tree.walk();
  let count = 0;
  try {
    for (;;) {
      const isNode = cursor.nodeType === 'node' && cursor.nodeIsNamed;
      const symbol = isNode && count < MAXIMUM_SYMBOLS ? symbolOf(file, cursor.currentNode) : undefined;
      if (symbol !== undefined) {
        count++;
        (open.at(-1)?.children ?? roots).push(symbol);
      }
      const mayHoldNodes = isNode || cursor.nodeType === 'source_file' || cursor.nodeType === 'ERROR';
      if (mayHoldNodes && open.length < MAXIMUM_DEPTH && cursor.gotoFirstChild()) {
        if (symbol !== undefined) open.push(symbol);
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return roots;
        if (cursor.startIndex === open.at(-1)?.span.start && cursor.endIndex === open.at(-1)?.span.end) open.pop();
      }
    }
  } finally {
    cursor.delete();
    tree.delete();
  }
}

function symbolOf(file: SourceFile, node: SyntaxNode): DocumentSymbol | undefined {
  const name = node.childForFieldName('name') ?? node.childForFieldName('reference');
  if (name === null || name.endIndex === name.startIndex) return undefined;
  const labels = node.childrenForFieldName('label').flatMap((label) => label?.text.replace(/\s*:$/, '') ?? []);
  return {
    name: name.text,
    detail: labels.join(', '),
    span: { file, start: node.startIndex, end: node.endIndex },
    nameSpan: { file, start: name.startIndex, end: name.endIndex },
    children: [],
  };
}
