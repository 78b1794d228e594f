import type { EditedBody } from './editedItems.ts';
import type { SyntaxNode, SyntaxTree } from './parser.ts';
import { READ_KINDS } from './syntaxKinds.ts';

/**
 * The statements in the stretch that an edit changed, if the nodes around it are still the same and nothing reaches
 * over the stretch's ends. `end` is where the edited body ends now, `growth` by how much it has grown.
 */
export function statementsWithin(
  tree: SyntaxTree,
  body: EditedBody,
  end: number,
  growth: number,
): SyntaxNode[] | undefined {
  const within: SyntaxNode[] = [];
  let level = tree.rootNode;
  for (const { item, base } of body.nodes) {
    const start = base + item.start;
    const node = level.namedChildren.find((child) => child.startIndex === start && child.type === 'node');
    if (node === undefined || node.endIndex !== base + item.end + growth) return undefined;
    level = node;
  }
  for (const child of level.children) {
    const start = child.startIndex;
    if (child.endIndex <= body.start || start >= end) continue;
    if (start < body.start || child.endIndex > end) {
      if (start < body.start && child.endIndex <= body.start + 1) continue;
      return undefined;
    }
    for (const node of child.descendantsOfType(READ_KINDS)) within.push(node);
  }
  return within;
}
