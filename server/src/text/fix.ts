import type { Span } from './sourceFile.ts';

/** The replacement of a stretch of a file. An empty span inserts. */
export interface SpanEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A change that mends what is wrong, with its numbers computed. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly SpanEdit[];
  /** Set on the one fix that "fix all" applies. */
  readonly preferred: boolean;
  /** The path of a file that the edits make: it is not there, and what is replaced in it is nothing. */
  readonly creates?: string;
  /** The path of a file that the fix suits on one board alone: it is none where another board may read that file. */
  readonly sole?: string;
}
