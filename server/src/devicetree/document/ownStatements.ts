import { columnOfLine } from '../syntax/indentation.ts';
import type { DocumentNode, DocumentStatement } from './statements.ts';

/**
 * The statements of a node that its author means to be in it. While a node is typed its closing brace is missing, and the
 * parser takes what follows for its own, up to a brace of a node around it: what is indented no further than the node's
 * heading is not.
 */
export function ownStatements(node: DocumentNode): readonly DocumentStatement[] {
  const { span, body, closed, statements } = node;
  const { file } = span;
  const column = columnOfLine(file, span.start);
  const isOnFirstLine = (offset: number): boolean => file.lines.lineOf(offset) === file.lines.lineOf(span.start);
  if (isOnFirstLine(body.end) || (closed && columnOfLine(file, body.end) >= column)) return statements;
  return statements.filter(({ span: { start } }) => columnOfLine(file, start) > column || isOnFirstLine(start));
}
