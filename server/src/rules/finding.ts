import type { RelatedPlace } from '../text/problem.ts';
import type { Span } from '../text/sourceFile.ts';
import type { Claim } from './claim.ts';
import type { Evidence } from './evidence.ts';

/** `off` silences a rule; the rest are the protocol's four. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** The replacement of a stretch of a file. An empty span inserts. */
export interface SpanEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A change that mends a finding, with its numbers computed. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly SpanEdit[];
  /** Set on the one fix that "fix all" applies. */
  readonly preferred: boolean;
}

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
}
