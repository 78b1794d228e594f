import type { GoodHead } from './goodBeginning.ts';
import type { DevicetreeParser, SyntaxNode, SyntaxTree } from './parser.ts';
import { READ_KINDS, REFUSED } from './syntaxKinds.ts';
import { descendantsOf } from './treeSearch.ts';

/** Takes a statement that the parser has seen, with its offsets in the text. */
export type TakeStatement = (node: SyntaxNode, start: number, end: number) => void;

/** The statements of the beginning of a text, which are given out in its order. */
export interface HeadStatements {
  /** Gives out those before an offset that were not given out before. */
  readonly giveBefore: (offset: number, take: TakeStatement) => void;
  /** Frees what they are read from. */
  readonly release: () => void;
}

/**
 * The statements of a head, parsed by itself, without the nodes that go on after it; `undefined` where the parser finds
 * anything wrong with it. What dtc refuses is among them.
 */
export function parsedHead(parser: DevicetreeParser, head: GoodHead): HeadStatements | undefined {
  const tree = parser.parseGood(head.closed);
  if (tree === undefined) return undefined;
  // What closes the nodes would be too much or too little.
  for (let last = tree.rootNode.lastChild; last !== null; last = last.lastChild) {
    if (!REFUSED.includes(last.type)) continue;
    tree.delete();
    return undefined;
  }
  return headInTree(tree, head);
}

/** The same off a syntax tree of the head or of the whole text, which is deleted when they are released. */
export function headInTree(tree: SyntaxTree, { own, length }: GoodHead): HeadStatements {
  const nodes = descendantsOf(tree, own, READ_KINDS)[Symbol.iterator]();
  let next = nodes.next();
  return {
    giveBefore: (offset, take) => {
      // What is missing before a node that goes on begins where that does.
      for (; next.done !== true && next.value.startIndex <= offset; next = nodes.next()) {
        const { startIndex, endIndex } = next.value;
        if (endIndex <= length) take(next.value, startIndex, endIndex);
      }
    },
    release: () => tree.delete(),
  };
}
