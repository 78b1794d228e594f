import { EXPANSION_LIMITS } from '../../../text/limits.ts';
import type { Problem } from '../../../text/problem.ts';
import type { PreprocessedUnit } from './preprocessedUnit.ts';

/**
 * The problems of a unit and of all it includes, in the order in which they were met, as many of each kind and in all as
 * the limits say: which of them were made, and which were kept from an earlier expansion, makes no difference.
 */
export function problemsInOrder(unit: PreprocessedUnit): Problem[] {
  const found = new FoundProblems();
  collect(unit, found);
  return found.problems;
}

class FoundProblems {
  readonly problems: Problem[] = [];
  private readonly _counts = new Map<string, number>();

  get isFull(): boolean {
    return this.problems.length >= EXPANSION_LIMITS.problems;
  }

  add(problem: Problem | undefined): void {
    if (problem === undefined || this.isFull) return;
    const count = (this._counts.get(problem.id) ?? 0) + 1;
    this._counts.set(problem.id, count);
    if (count <= EXPANSION_LIMITS.problemsOfAKind) this.problems.push(problem);
  }
}

function collect(unit: PreprocessedUnit, found: FoundProblems): void {
  if (!unit.hasProblems || found.isFull) return;
  let next = 0;
  for (const [index, include] of unit.includes.entries()) {
    for (; next < unit.problems.length && (unit.problemIncludes[next] ?? 0) <= index; next++) {
      found.add(unit.problems[next]);
    }
    collect(include.unit as PreprocessedUnit, found);
  }
  for (; next < unit.problems.length; next++) found.add(unit.problems[next]);
}
