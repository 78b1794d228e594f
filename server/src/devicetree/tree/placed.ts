import type { Span } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';

/** An item where it stands: `base` is the offset in the unit's text from which the item's offsets count. */
export interface Placed<T> {
  readonly item: T;
  readonly unit: ExpandedUnit;
  readonly base: number;
}

/** The span of a placed item, or of the part `[from, to)` of it. */
export function spanOf(
  { item, unit, base }: Placed<{ readonly start: number; readonly end: number }>,
  from = 0,
  to = item.end - item.start,
): Span {
  const start = base + item.start;
  return unit.sourceSpan(start + from, start + to);
}
