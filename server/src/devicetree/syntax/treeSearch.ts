import type { SyntaxNode, SyntaxTree } from './parser.ts';

/** A place as the parser counts them, from zero. */
interface Point {
  readonly row: number;
  readonly column: number;
}

/** A stretch of a text. */
export interface TextStretch {
  readonly from: number;
  readonly to: number;
  /** Where the parser is to search for what begins in it: it passes over what ends where a search begins, as what is missing there does. */
  readonly start: Point;
  readonly end: Point;
}

/** The stretches of a text, the first of `length` characters, each other one reaching `growth` times as far as the one before. */
export function* stretchesOf(text: string, length: number, growth: number): Generator<TextStretch, void, undefined> {
  let row = 0;
  let lineStart = 0;
  /** Asked for rising offsets. */
  const pointOf = (offset: number): Point => {
    for (let newline = text.indexOf('\n', lineStart); newline >= 0 && newline < offset; ) {
      row++;
      lineStart = newline + 1;
      newline = text.indexOf('\n', lineStart);
    }
    return { row, column: offset - lineStart };
  };
  let start = pointOf(0);
  for (let from = 0, to = Math.min(length, text.length); from < text.length; ) {
    const next = pointOf(to - 1);
    yield { from, to, start, end: pointOf(to) };
    start = next;
    from = to;
    to = Math.min(to * growth, text.length);
  }
}

/** Characters of a tree that are searched at once: the binding makes an object of each node before it gives away the first. */
export const SEARCHED_AT_ONCE = 1 << 18;

/** How much further each stretch reaches that a tree is searched in: to find its beginning takes a walk over what is before it. */
const GROWTH = 2;

/** The nodes of some kinds in the syntax tree of a text, in the order of the text, those around others first. */
export function descendantsOf(tree: SyntaxTree, text: string, kinds: string[]): Iterable<SyntaxNode> {
  if (text.length <= SEARCHED_AT_ONCE) return tree.rootNode.descendantsOfType(kinds);
  return descendantsInStretches(tree, text, kinds);
}

/** Whether the syntax tree of a text has nodes of some kinds. */
export function hasDescendant(tree: SyntaxTree, text: string, kinds: string[]): boolean {
  for (const _ of descendantsOf(tree, text, kinds)) return true;
  return false;
}

function* descendantsInStretches(
  { rootNode }: SyntaxTree,
  text: string,
  kinds: string[],
): Generator<SyntaxNode, void, undefined> {
  for (const { from, to, start, end } of stretchesOf(text, SEARCHED_AT_ONCE, GROWTH)) {
    // One that reaches over an end of the stretch, or touches it, is in the result as well.
    const isLast = to === text.length;
    for (const node of rootNode.descendantsOfType(kinds, start, isLast ? undefined : end)) {
      if (node.startIndex >= from && (isLast || node.startIndex < to)) yield node;
    }
  }
}
