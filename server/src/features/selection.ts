import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { Stretch } from '../devicetree/document/lexicalParts.ts';

/** More levels than this are left out: each is sent. */
const MAXIMUM_LEVELS = 256;

/**
 * The stretches around an offset, the innermost first, each a part of the next: a word, a value, a list, a statement,
 * what stands in the braces, the node, the document.
 */
export function selectionsAround(document: DocumentTree, offset: number): Stretch[] {
  const { length } = document.file.text;
  const found: Stretch[] = document.withSyntax((tree) => {
    const stretches: Stretch[] = [];
    let node = tree.rootNode.descendantForIndex(offset, Math.min(offset + 1, length));
    const isBlank = (at: number): boolean => /^\s?$/.test(document.file.text.charAt(at));
    if (isBlank(offset) && offset > 0 && !isBlank(offset - 1))
      node = tree.rootNode.descendantForIndex(offset - 1, offset);
    for (; node !== null && stretches.length < MAXIMUM_LEVELS; node = node.parent) {
      stretches.push({ start: Math.min(node.startIndex, length), end: Math.min(node.endIndex, length) });
    }
    return stretches;
  });
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
