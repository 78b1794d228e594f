import { LIMITS } from '../text/limits.ts';
import type { Finding } from './finding.ts';
import { messageLines } from './messageLines.ts';

/**
 * The findings that are reported of a board: of each rule the first ones, at most `LIMITS.findingsOfRule`, in the given
 * order. Where a rule has more, one for information follows at the place of the first that is left out, with their
 * number. It claims nothing and has no fixes.
 */
export function limitedFindings(findings: readonly Finding[]): Finding[] {
  const { most } = LIMITS.findingsOfRule;
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const seen = new Map<string, number>();
  return findings.flatMap((finding) => {
    const { rule } = finding;
    const index = seen.get(rule) ?? 0;
    seen.set(rule, index + 1);
    if (index < most) return [finding];
    return index === most ? [closing(finding, (counts.get(rule) ?? 0) - most)] : [];
  });
}

/** The finding in place of those that are left out, of which `first` is the first. */
function closing(first: Finding, count: number): Finding {
  const { most } = LIMITS.findingsOfRule;
  return {
    ...first,
    severity: 'information',
    message: messageLines(
      `${count.toLocaleString('en')} more ${count === 1 ? 'finding' : 'findings'} of this rule ${count === 1 ? 'is' : 'are'} not listed.`,
      `At most ${most.toLocaleString('en')} findings of one rule are listed for a board.`,
      'Mend what is listed, and check the board again.',
    ),
    related: [],
    fixes: [],
    kernelLog: undefined,
    claims: [],
  };
}
