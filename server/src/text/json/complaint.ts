import type { Problem } from '../problem.ts';
import type { Span } from '../sourceFile.ts';

/** At most this many complaints about one value; more are of no use to anyone. */
export const MOST_COMPLAINTS = 100;

/** Something in a JSON value that cannot be used. */
export interface Complaint {
  /** Which value, such as `memory[0].size`; the whole is ''. */
  readonly path: string;
  /** Where it stands; absent where the value was not read from a file. */
  readonly span: Span | undefined;
  /** What is wrong with it, complete where the place is shown beside it. */
  readonly message: string;
  /** What was probably meant: a name that can stand there instead. */
  readonly suggestion: string | undefined;
}

/** The message with the suggestion, for use beside a place. */
export function complaintMessage({ message, suggestion }: Complaint): string {
  return suggestion === undefined ? message : `${message}; did you mean "${suggestion}"?`;
}

/** A complaint without a file: the value's path and the message. */
export function complaintText(complaint: Complaint): string {
  const message = complaintMessage(complaint);
  return complaint.path === '' ? message : `${complaint.path}: ${message}`;
}

/** A complaint as a problem of the file it stands in; `id` names the kind of file. */
export function complaintProblem(complaint: Complaint, id: string): Problem {
  return { id, severity: 'error', message: complaintMessage(complaint), span: complaint.span, related: [] };
}
