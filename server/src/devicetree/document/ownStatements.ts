import { columnOfLine } from '../syntax/indentation.ts';
import type { DocumentNode, DocumentStatement } from './statements.ts';

/**
 * The statements of a node that its author means to be in it. While a node is typed its closing brace is missing, and the
 * parser takes what follows for its own, up to a brace of a node around it: what is indented no further than the node's
 * heading is not.
 */
export function ownStatements(node: DocumentNode): readonly DocumentStatement[] {
  const { span, body, closed, statements } = node;
  const { text } = span.file;
  const column = columnOfLine(text, span.start);
  const isOnOneLine = !text.slice(span.start, body.end).includes('\n');
  if (isOnOneLine || (closed && columnOfLine(text, body.end) >= column)) return statements;
  return statements.filter(
    ({ span: { start } }) => columnOfLine(text, start) > column || !text.slice(span.start, start).includes('\n'),
  );
}
