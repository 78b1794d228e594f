import type { Problem } from '../../../text/problem.ts';
import type { PreprocessedUnit } from './preprocessedUnit.ts';

/** More than anyone reads; a file that is included again and again repeats its problems. */
const MOST = 10_000;

/** The problems of a unit and of all it includes, in the order in which they were met. */
export function problemsInOrder(unit: PreprocessedUnit): Problem[] {
  const problems: Problem[] = [];
  collect(unit, problems);
  return problems;
}

function collect(unit: PreprocessedUnit, problems: Problem[]): void {
  if (!unit.hasProblems || problems.length >= MOST) return;
  let next = 0;
  for (const [index, include] of unit.includes.entries()) {
    for (; next < unit.problems.length && (unit.problemIncludes[next] ?? 0) <= index; next++) {
      const problem = unit.problems[next];
      if (problem !== undefined) problems.push(problem);
    }
    collect(include.unit as PreprocessedUnit, problems);
  }
  problems.push(...unit.problems.slice(next, next + MOST));
}
