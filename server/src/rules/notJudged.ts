import type { Analysis } from '../analysis.ts';
import { problemsOfReading } from '../devicetree/board.ts';
import { INCLUDE_ADVICE } from '../devicetree/expansion/directives/includeRefusal.ts';
import { isUnreadInclude } from '../devicetree/followOnProblems.ts';
import type { Problem } from '../text/problem.ts';
import { messageLines } from './messageLines.ts';

/** The id of the note that nothing is said of a board's memory. */
const ID = 'memory-not-judged';

/**
 * The note that no rule speaks of a board, as an include of it could not be read: whatever stands there may be what is
 * missed here. None for a board whose includes were all read.
 */
export function notJudged({ board }: Analysis): Problem[] {
  const unread = problemsOfReading(board).filter(isUnreadInclude);
  const [first, ...others] = unread;
  if (first === undefined) return [];
  const name =
    first.span === undefined ? undefined : namedBy(first.span.file.text.slice(first.span.start, first.span.end));
  const what = `${name ?? 'an include'}${others.length === 0 ? '' : ` and ${others.length} more`}`;
  const message = messageLines(
    'Nothing is said of the memory of this board, as not all of its includes can be read.',
    `No fault of its memory is fixed either, before they can: ${what}.`,
    unread.some(({ id }) => id === 'include-not-found') ? INCLUDE_ADVICE : undefined,
  );
  return [{ id: ID, severity: 'note', message, span: first.span, related: [] }];
}

/** The file that an include's line names. */
function namedBy(line: string): string | undefined {
  return /^[^<"]*[<"]([^>"\n]+)[>"]/.exec(line)?.[1];
}
