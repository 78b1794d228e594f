import type { EditedBody } from './editedItems.ts';
import type { SyntaxCursor, SyntaxNode, SyntaxTree } from './parser.ts';
import { READ_KINDS } from './syntaxKinds.ts';

/**
 * The statements in the stretch that an edit changed, if the nodes around it are still the same and nothing reaches
 * over the stretch's ends. `end` is where the edited body ends now, `growth` by how much it has grown. What stands
 * before and after the stretch is not looked at.
 */
export function statementsWithin(
  tree: SyntaxTree,
  body: EditedBody,
  end: number,
  growth: number,
): SyntaxNode[] | undefined {
  const cursor = tree.walk();
  const isThere = body.nodes.every(({ item, base }) => {
    const start = base + item.start;
    const isFound = gotoChildReaching(cursor, start) && cursor.startIndex === start && cursor.nodeType === 'node';
    return isFound && cursor.endIndex === base + item.end + growth;
  });
  const within = isThere ? statementsBetween(cursor, body.start, end) : undefined;
  cursor.delete();
  return within;
}

/** An edit that changes more statements than this is read with the whole text, which costs about as much. */
const MOST_WITHIN = 5000;

/** The statements below the cursor in `[start, end)`; `undefined` if one reaches over an end of it, or there are very many. */
function statementsBetween(cursor: SyntaxCursor, start: number, end: number): SyntaxNode[] | undefined {
  const within: SyntaxNode[] = [];
  if (!gotoChildReaching(cursor, start)) return within;
  do {
    const { startIndex, endIndex } = cursor;
    if (startIndex >= end) break;
    if (startIndex < start || endIndex > end) {
      if (startIndex < start && endIndex <= start + 1) continue;
      return undefined;
    }
    for (const node of cursor.currentNode.descendantsOfType(READ_KINDS)) within.push(node);
    if (within.length > MOST_WITHIN) return undefined;
  } while (cursor.gotoNextSibling());
  return within;
}

/** Moves to the first child that ends after an offset; no object is made of those before it. False where there is none. */
function gotoChildReaching(cursor: SyntaxCursor, offset: number): boolean {
  if (!cursor.gotoFirstChild()) return false;
  while (cursor.endIndex <= offset) if (!cursor.gotoNextSibling()) return false;
  return true;
}
