import type { Fix } from '../text/fix.ts';
import type { RelatedPlace } from '../text/problem.ts';
import type { Span } from '../text/sourceFile.ts';
import type { Claim } from './claim.ts';
import type { Evidence } from './evidence.ts';

export type { Fix, SpanEdit } from '../text/fix.ts';

/** `off` silences a rule; the rest are the protocol's four. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What a rule found at one place of a board. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, why (what the kernel will do, and on which versions), and what to do. */
  readonly message: string;
  /** What a person would change. */
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  /** The line that the booted kernel prints about it, if it prints one. */
  readonly kernelLog: string | undefined;
  /** What `message` says that the kernel does. */
  readonly claims: readonly Claim[];
  /** The path of the node it is about. */
  readonly nodePath: string;
  /** What it was read off. */
  readonly evidence: Evidence;
  /** Set on the last one for which its rule was asked (`LIMITS.findingsSought`): there are more. */
  readonly isLastSought?: true;
}
