import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { Stretch } from '../devicetree/document/lexicalParts.ts';
import type { SyntaxNode, SyntaxTree } from '../devicetree/syntax/parser.ts';

/** More levels than this are left out: each is sent. */
const MAXIMUM_LEVELS = 256;

/** What lies deeper in the syntax than this is not looked for; expressions of real sources have some ten levels. */
const DEEPEST = 2000;

/**
 * The stretches around an offset, the innermost first, each a part of the next: a word, a value, a list, a statement,
 * what stands in the braces, the node, the document.
 */
export function selectionsAround(document: DocumentTree, offset: number): Stretch[] {
  const { length } = document.file.text;
  const isBlank = (at: number): boolean => /^\s?$/.test(document.file.text.charAt(at));
  const isAfterInk = isBlank(offset) && offset > 0 && !isBlank(offset - 1);
  const found = document.withSyntax((tree) => syntaxAround(tree, isAfterInk ? offset - 1 : offset, length));
  for (let around = document.nodeAround(offset); around !== undefined; around = around.parent) found.push(around.body);
  found.push({ start: 0, end: length });
  const inOrder = found
    .filter(({ start, end }) => start <= offset && offset <= end)
    .sort((one, other) => one.end - one.start - (other.end - other.start));
  const nested: Stretch[] = [];
  for (const stretch of inOrder) {
    const inner = nested.at(-1);
    const isAround = inner === undefined || (stretch.start <= inner.start && stretch.end >= inner.end);
    const isLarger = inner === undefined || stretch.start < inner.start || stretch.end > inner.end;
    if (isAround && isLarger) nested.push({ start: stretch.start, end: stretch.end });
  }
  return nested;
}

/** The stretches of the syntax nodes around a character, the outermost first, of which the innermost are kept. */
function syntaxAround({ rootNode }: SyntaxTree, offset: number, length: number): Stretch[] {
  const stretches: Stretch[] = [];
  // From above: to ask a node for its parent is to come down from the root once more.
  let node: SyntaxNode | null = rootNode;
  for (let level = 0; node !== null && node.startIndex <= offset && level < DEEPEST; level++) {
    stretches.push({ start: Math.min(node.startIndex, length), end: Math.min(node.endIndex, length) });
    node = node.firstChildForIndex(offset);
  }
  return stretches.slice(-MAXIMUM_LEVELS);
}
