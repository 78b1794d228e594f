import type { Problem } from '../text/problem.ts';
import { CertainErrors } from './certainErrors.ts';
import { NAME_NOT_CLOSED } from './expansion/directives/includeRefusal.ts';
import type { ExpandedUnit } from './expansion/units/expandedUnit.ts';

/** The problem of an include that is nowhere. */
export const INCLUDE_NOT_FOUND = 'include-not-found';

/** The problems of includes that could not be read: what stands in them is unknown. */
const UNREAD: ReadonlySet<string> = new Set([INCLUDE_NOT_FOUND, NAME_NOT_CLOSED.id, 'file-not-allowed']);

/** Whether a problem is that an include could not be read. */
export function isUnreadInclude({ id }: Problem): boolean {
  return UNREAD.has(id);
}

/** The problems of what a limit left out: a macro, what one stands for, a file. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'expansion-too-large',
  'file-too-large',
  'include-depth',
  'macro-expansion-too-large',
  'macro-too-long',
]);

/** The problems of what a limit of this program left out; the depth of includes is gcc's own limit. */
const BEYOND_LIMIT: ReadonlySet<string> = new Set([
  ...[...LEFT_OUT].filter((id) => id !== 'include-depth'),
  'blob-too-deep',
  'blob-too-large',
  'condition-too-deep',
  'expression-too-long',
  'incbin-too-large',
  'overlay-too-large',
]);

/** Whether a problem of this id is that a limit of this program left something out, which neither gcc nor dtc refuses. */
export function isLimitOfReading(id: string): boolean {
  return BEYOND_LIMIT.has(id);
}

/** Whether after a problem some of the text is unknown: an include could not be read, or a limit left something out. */
export function hidesText(problem: Problem): boolean {
  return isUnreadInclude(problem) || LEFT_OUT.has(problem.id);
}

/**
 * The problems of a source without those that may only follow from an include that could not be read: gcc and dtc stop
 * there, and the macros, labels and nodes that the file may hold are unknown. What came before stays, everything about
 * includes, since whoever looks for one file looks for all, and what is wrong whatever the file may hold. The same holds
 * where a limit left something out.
 *
 * `expansion` are the problems of the preprocessor and of dtc's own includes, in their order; `tree` are dtc's.
 */
export function withoutFollowOn(
  unit: ExpandedUnit,
  expansion: readonly Problem[],
  tree: readonly Problem[],
): readonly Problem[] {
  const first = expansion.findIndex(hidesText);
  if (first < 0) return [...expansion, ...tree];
  const errors = new CertainErrors(unit, expansion.filter(hidesText));
  return [
    ...expansion.filter((problem, index) => index <= first || hidesText(problem) || errors.isCertain(problem)),
    ...tree.filter((problem) => errors.isCertain(problem)),
  ];
}
