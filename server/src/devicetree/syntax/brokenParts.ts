import { childrenOf, type SyntaxNode } from './parser.ts';
import { READ_KINDS, STATEMENTS } from './syntaxKinds.ts';

/** What stands in a syntax node with errors: a child, or what is to be read of good statements that follow one another. */
type BrokenPart =
  | { readonly child: SyntaxNode; readonly good?: undefined }
  | { readonly child?: undefined; readonly good: Iterable<SyntaxNode> };

/**
 * At most this many statements are searched at once at the beginning, and twice as many each time, up to the most: to find
 * the first one takes a walk over those before it, and an object is made of each node before the first is given away.
 */
const FIRST_AT_ONCE = 1 << 10;
const MOST_AT_ONCE = 1 << 14;

/** To search one statement by itself takes as long as to walk over this many children that a node has before others. */
const WALKED = 32;

/**
 * What stands in a syntax node that has errors in it, in the order of the text. Statements without errors are searched many
 * at once: of a long text there are hundreds of thousands, and a search of its own for each takes longer than all else.
 */
export function* brokenParts(parent: SyntaxNode): Generator<BrokenPart, void, undefined> {
  let row: SyntaxNode[] = [];
  let before = 0;
  let count = 0;
  let most = FIRST_AT_ONCE;
  for (const child of childrenOf(parent)) {
    const { type } = child;
    const isGood = STATEMENTS.includes(type) && !child.hasError;
    if (row.length === most || (row.length > 0 && !isGood && type !== 'comment')) {
      if (row.length === most) most = Math.min(2 * most, MOST_AT_ONCE);
      yield { good: readNodes(parent, row, before) };
      row = [];
    }
    if (isGood) {
      if (row.length === 0) before = count;
      row.push(child);
    } else yield { child };
    count++;
  }
  if (row.length > 0) yield { good: readNodes(parent, row, before) };
}

/**
 * What is to be read of a row of statements below a node, in the order of the text, those around others first; `before` is
 * how many children the node has before them.
 */
function* readNodes(
  parent: SyntaxNode,
  row: readonly SyntaxNode[],
  before: number,
): Generator<SyntaxNode, void, undefined> {
  const [first] = row;
  const last = row.at(-1);
  if (first === undefined || last === undefined) return;
  if (row.length * WALKED < before) {
    for (const statement of row) yield* statement.descendantsOfType(READ_KINDS);
    return;
  }
  for (const node of parent.descendantsOfType(READ_KINDS, first.startPosition, last.endPosition)) {
    // What is missing at the end of the last is not in the result, and what reaches over the beginning of the first is.
    if (node.id === last.id) break;
    if (node.startIndex >= first.startIndex) yield node;
  }
  yield* last.descendantsOfType(READ_KINDS);
}
