import type { Origin } from '../../../text/origin.ts';
import type { Problem } from '../../../text/problem.ts';
import type { SourceFile, Span } from '../../../text/sourceFile.ts';

/** How an included file was asked for: `#include` (preprocessed), or dtc's `/include/` (taken as it is). */
export type IncludeKind = 'preprocessor' | 'dtc';

/** A place in a unit's text at which another unit's text stands. */
export interface UnitInclude {
  /** The offset in the including unit's `text` at which the child's text is to be thought. */
  readonly offset: number;
  readonly kind: IncludeKind;
  readonly unit: ExpandedUnit;
  /** The directive, in the including file. */
  readonly directive: Span;
}

/**
 * One file's text after preprocessing, under one set of the macro values that it depends on.
 *
 * The texts of what it includes are not in it: they are separate units, shared by every board and every place
 * that includes the same file under the same values. Units are immutable and may be compared by identity; what is
 * derived from a unit (its syntax, its items) may be cached on it.
 */
export interface ExpandedUnit {
  readonly file: SourceFile;
  /** The expanded text, one character a byte. Comments are gone; each directive's line is left empty. */
  readonly text: string;
  /** In the order of their offsets. */
  readonly includes: readonly UnitInclude[];
  readonly problems: readonly Problem[];
  /** Where the character at an offset of `text` comes from. Answers for every offset in `[0, text.length]`. */
  originAt(offset: number): Origin;
  /** What others have made of the unit (see `UnitNote`). */
  readonly notes: Map<object, unknown>;
  /** The smallest stretch of the file's own text that made `[start, end)` of `text`; macro uses count whole. */
  sourceSpan(start: number, end: number): Span;
}

/**
 * Something that is made of a unit once and kept on it as long as it lives.
 *
 * A WeakMap would serve too, but keeps what belongs to dead units until the next full collection of garbage: while a
 * person types that is a unit for every keystroke.
 */
export class UnitNote<Value> {
  /** What was noted; `undefined` if nothing was. */
  of(unit: ExpandedUnit): Value | undefined {
    // Only `set` of this very note puts something under this key.
    return unit.notes.get(this) as Value | undefined;
  }

  set(unit: ExpandedUnit, value: Value): void {
    unit.notes.set(this, value);
  }
}
