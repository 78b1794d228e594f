import type { ExpandedUnit, UnitInclude } from './expandedUnit.ts';

/** Some units and all that they include, however deeply, each once, in the order in which they are first met. */
export function unitsBelow(outermost: readonly ExpandedUnit[]): readonly ExpandedUnit[] {
  const met = new Set(outermost);
  // A set hands out what is added while it is walked.
  for (const unit of met) for (const include of unit.includes) met.add(include.unit);
  return [...met];
}

/** The directives of some units and of all that they include, each with the unit that it stands in. */
export function* includesBelow(
  outermost: readonly ExpandedUnit[],
): Iterable<{ readonly from: ExpandedUnit; readonly include: UnitInclude }> {
  for (const from of unitsBelow(outermost)) for (const include of from.includes) yield { from, include };
}
