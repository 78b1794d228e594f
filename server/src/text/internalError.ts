import type { Problem } from './problem.ts';
import type { Span } from './sourceFile.ts';

/** The id of the report that this program itself failed. */
export const INTERNAL_ERROR = 'internal-error';

const ISSUES = 'https://github.com/devicetree-heaps/devicetree-heaps/issues';

/** At most this many calls, and characters of an exception's text, are in a report. */
const MOST_CALLS = 6;
const MOST_SHOWN_CHARACTERS = 200;

/**
 * The report that this program failed in some work, an error at a place: what is missing now, and what to send to whom.
 * `part` names the work in words, such as `the rule zero-size`. Everything that may be of a file, as the text of an
 * exception is, is shown in ASCII, and paths of the machine are left out.
 */
export function internalProblem(part: string, error: unknown, span: Span | undefined): Problem {
  const message = [
    `Devicetree Heaps failed in ${part}: what would have come of that is missing.`,
    `Everything else was checked. Please report it at ${ISSUES}, with the version of Devicetree Heaps and this:`,
    reportOf(part, error),
  ].join('\n');
  return { id: INTERNAL_ERROR, severity: 'error', message, span, related: [] };
}

/** The report of a failure that says as well that a fix of `rule` was tried then, at the place of what it was to mend. */
export function whileTrying(failure: Problem, rule: string, span: Span | undefined): Problem {
  return { ...failure, message: `${failure.message} | while a fix of ${plain(rule)} was tried`, span };
}

/** One line of an exception for a report: in which work, what it says, and the innermost calls. */
function reportOf(part: string, error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const cut = text.length > MOST_SHOWN_CHARACTERS ? `${text.slice(0, MOST_SHOWN_CHARACTERS)}…` : text;
  return [part, plain(cut), ...callsOf(error)].join(' | ');
}

/** The innermost calls of an exception as `name (file:line:column)`, the file without its folders. */
function callsOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const calls = stack.split('\n').flatMap((line) => {
    const found = /^ {4}at (?:(.{1,80}) \()?[^()]*?([^/\\()]{1,80}:\d{1,8}:\d{1,8})\)?$/.exec(line);
    return found === null ? [] : [plain(`${found[1] ?? 'a function'} (${found[2]})`)];
  });
  return calls.slice(0, MOST_CALLS);
}

/** A text in printable ASCII, everything else by its number. */
function plain(text: string): string {
  return text.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
