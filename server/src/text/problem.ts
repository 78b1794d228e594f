import type { Fix } from './fix.ts';
import type { Span } from './sourceFile.ts';

export type ProblemSeverity = 'error' | 'warning' | 'note';

/** Another place that a problem is about. */
export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
}

/** Something wrong with the input, found on the way from text to boot. Reading goes on after it. */
export interface Problem {
  /** A word that stays the same from version to version, such as `include-not-found` or `syntax-error`. */
  readonly id: string;
  readonly severity: ProblemSeverity;
  /** What is wrong, why, and what to do. */
  readonly message: string;
  /** Where a person would change it; absent only where no file is at fault. */
  readonly span: Span | undefined;
  readonly related: readonly RelatedPlace[];
  /** Set where a name is neither a value nor a macro that is defined here: a text around it may define it. */
  readonly isUnknownName?: boolean;
  /** What may mend it; nobody has tried that yet. */
  readonly fixes?: readonly Fix[];
}
