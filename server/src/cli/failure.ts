/**
 * The input or the call is unusable: the command ends with status 2 and this one line. Thrown in the command line's
 * own room only; the core answers with problems.
 */
export class UnusableError extends Error {}

/** The statuses that a command ends with. */
export const EXIT = {
  /** Nothing at or above the fail level. */
  clean: 0,
  /** Findings, a failed expectation, or a difference. */
  found: 1,
  /** The input or the call is unusable. */
  unusable: 2,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
