import type { Stretch } from '../../devicetree/document/lexicalParts.ts';
import type { SyntaxNode, SyntaxTree } from '../../devicetree/syntax/parser.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import type { LineIndex } from '../../text/lineIndex.ts';
import type { SourceFile } from '../../text/sourceFile.ts';

/** Lines of a document, both included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/**
 * The stretch of a document in which nothing is broken that decides how some lines are formatted, from the beginning of
 * a line: the last line with text before them, and what begins there or goes on from there. Where lines are aligned to
 * what goes before, it is all of the statement, with whatever stands before it on its first line.
 */
export function stretchToRead(tree: SyntaxTree, { text, lines }: SourceFile, { first, last }: Lines): Stretch {
  let start = startOfLine(lines, lastInkBefore(text, lines.startOf(first)));
  for (;;) {
    const around = startAround(tree, start);
    if (around === undefined) break;
    start = startOfLine(lines, around);
  }
  return { start, end: lines.startOf(last + 1) };
}

const startOfLine = (lines: LineIndex, offset: number): number => lines.startOf(lines.lineOf(offset));

function lastInkBefore(text: string, end: number): number {
  let at = end - 1;
  while (at > 0 && ' \t\r\n'.includes(text.charAt(at))) at--;
  return Math.max(at, 0);
}

/** The offset before the beginning of a line at which something begins that reaches over it; a body may do so. */
function startAround({ rootNode }: SyntaxTree, line: number): number | undefined {
  let around = rootNode;
  for (let level = 1; ; level++) {
    const child = around.firstChildForIndex(line);
    if (child === null || child.startIndex >= line) return undefined;
    const body = child.type === 'node' && level < INPUT_LIMITS.formattedDepth ? bodyOf(child) : undefined;
    if (body === undefined || line < body.start) return child.startIndex;
    if (line > body.end) return body.end;
    around = child;
  }
}

/** Among this many last pieces of a node its closing brace is looked for: a semicolon and comments may follow it. */
const MOST_AFTER_BODY = 8;

/** What stands between the braces of a node; `undefined` where one is not found. */
function bodyOf(node: SyntaxNode): Stretch | undefined {
  const cursor = node.walk();
  let start: number | undefined;
  if (cursor.gotoFirstChild()) {
    do if (cursor.nodeType === '{') start = cursor.endIndex;
    while (start === undefined && cursor.gotoNextSibling());
  }
  cursor.delete();
  let last = node.lastChild;
  for (let back = 0; back < MOST_AFTER_BODY && last?.type !== '}'; back++) last = last?.previousSibling ?? null;
  return start === undefined || last?.type !== '}' ? undefined : { start, end: last.startIndex };
}
