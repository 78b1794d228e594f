import type { Analysis } from '../analysis.ts';
import type { Finding } from '../rules/finding.ts';
import { check } from '../rules/registry.ts';

const known = new WeakMap<Analysis, readonly Finding[]>();

/** What every rule finds on an analysed board; worked out once for each analysis. */
export function findingsOf(analysis: Analysis): readonly Finding[] {
  let findings = known.get(analysis);
  if (findings === undefined) {
    findings = check(analysis);
    known.set(analysis, findings);
  }
  return findings;
}
