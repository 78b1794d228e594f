import { LIMITS } from '../text/limits.ts';
import type { Problem } from '../text/problem.ts';
import type { Finding } from './finding.ts';
import { messageLines } from './messageLines.ts';

/**
 * The findings that are reported of a board: of each rule the first ones, at most `LIMITS.findingsOfRule`, in the given
 * order. Where a rule has more, one for information follows at the place of the first that is left out, with their
 * number. It claims nothing and has no fixes.
 */
export function limitedFindings(findings: readonly Finding[]): Finding[] {
  const goesOn = new Set(findings.flatMap(({ rule, isLastSought }) => (isLastSought === true ? rule : [])));
  return limited(
    findings,
    ({ rule }) => rule,
    LIMITS.findingsOfRule.most,
    (first, count) => closing(first, count, goesOn.has(first.rule)),
  );
}

/** The same of the problems of reading a board, of each kind at most `LIMITS.problemsOfKind`; a note says how many are left out. */
export function limitedProblems(problems: readonly Problem[]): Problem[] {
  const { most } = LIMITS.problemsOfKind;
  return limited(
    problems,
    ({ id }) => id,
    most,
    ({ id, span }, count) => {
      const message = `${leftOut(count, 'problem')} of this kind ${count === 1 ? 'is' : 'are'} not listed, of which at most ${most.toLocaleString('en')} are.`;
      return { id, severity: 'note', message, span, related: [] };
    },
  );
}

/** The first `most` things of each kind in their order, and after them what `close` makes of the first and the number of the rest. */
function limited<Thing>(
  things: readonly Thing[],
  kindOf: (thing: Thing) => string,
  most: number,
  close: (first: Thing, count: number) => Thing,
): Thing[] {
  if (things.length <= most) return [...things];
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(kindOf(thing), (counts.get(kindOf(thing)) ?? 0) + 1);
  const seen = new Map<string, number>();
  return things.flatMap((thing) => {
    const kind = kindOf(thing);
    const index = seen.get(kind) ?? 0;
    seen.set(kind, index + 1);
    if (index < most) return [thing];
    return index === most ? [close(thing, (counts.get(kind) ?? 0) - most)] : [];
  });
}

const leftOut = (count: number, thing: string): string =>
  `${count.toLocaleString('en')} more ${count === 1 ? thing : `${thing}s`}`;

/** The finding in place of those that are left out, of which `first` is the first; `goesOn`: there are more than were counted. */
function closing(first: Finding, count: number, goesOn: boolean): Finding {
  const { most } = LIMITS.findingsOfRule;
  return {
    ...first,
    severity: 'information',
    message: messageLines(
      `${goesOn ? 'At least ' : ''}${leftOut(count, 'finding')} of this rule ${count === 1 ? 'is' : 'are'} not listed.`,
      `At most ${most.toLocaleString('en')} findings of one rule are listed for a board.`,
      'Mend what is listed, and check the board again.',
    ),
    related: [],
    fixes: [],
    kernelLog: undefined,
    claims: [],
  };
}
