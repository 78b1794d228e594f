import type { Analysis } from '../analysis.ts';
import type { OtherBoot } from '../kernel/otherBoots.ts';
import type { BootOutcome } from '../kernel/outcome/bootOutcome.ts';
import { endsElsewhere } from './fate.ts';
import type { Finding, Severity } from './finding.ts';
import { kernelWillNotBoot } from './pools/kernelWillNotBoot.ts';

/*
 * Where it is not known how a release behaves, its boot may come to one thing or another. What the rules say of all of
 * them is certain; the rest may be so.
 */

/** From the least to the most severe. */
const SEVERITIES: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

/** Runs the rules over each boot that an analysis may come to, and says of what not all of them have that it may be so. */
export function checkEachBoot(analysis: Analysis, check: (analysis: Analysis) => Finding[]): Finding[] {
  let findings = check(analysis);
  for (const other of analysis.otherBoots) {
    const theirs = check(underOtherBoot(analysis, other));
    findings = merged(findings, theirs, analysis, other);
  }
  return findings;
}

/** The analysis as it would be if the kernel did as another boot has it. */
function underOtherBoot(analysis: Analysis, other: OtherBoot): Analysis {
  const { like, unlike } = other;
  return {
    ...analysis,
    boot: other.outcome,
    otherBoots: [{ ...other, outcome: analysis.boot, like: unlike, unlike: like }],
  };
}

function merged(
  ours: readonly Finding[],
  theirs: readonly Finding[],
  { boot, profile }: Analysis,
  other: OtherBoot,
): Finding[] {
  const { outcome, like, unlike } = other;
  const { kernel } = profile;
  const rest = new Map(theirs.map((finding) => [keyOf(finding), finding]));
  const findings = ours.map((finding) => {
    const twin = rest.get(keyOf(finding));
    rest.delete(keyOf(finding));
    if (saysNothingOf(outcome, finding)) return finding;
    if (twin === undefined) return inDoubt(notAnError(finding), unlike, like, kernel);
    if (twin.message === finding.message && twin.severity === finding.severity) return finding;
    if (saysNothingOf(boot, finding)) return twin;
    const severity = severityOf(twin) < severityOf(finding) ? twin.severity : finding.severity;
    return saysMore(twin, finding)
      ? inDoubt({ ...twin, severity }, like, unlike, kernel)
      : inDoubt({ ...finding, severity }, unlike, like, kernel);
  });
  const added = [...rest.values()].map((finding) =>
    saysNothingOf(boot, finding) ? finding : inDoubt(notAnError(finding), like, unlike, kernel),
  );
  return [...findings, ...added];
}

/** Whether a boot ends, and not over what a finding is about. */
function saysNothingOf(outcome: BootOutcome, { rule, nodePath }: Finding): boolean {
  return rule !== kernelWillNotBoot.id && endsElsewhere(outcome, nodePath);
}

/** Whether a finding says more than its twin: it is more severe, or has a consequence that the other one lacks. */
function saysMore(finding: Finding, twin: Finding): boolean {
  const difference = severityOf(finding) - severityOf(twin);
  return difference > 0 || (difference === 0 && finding.message.length > twin.message.length);
}

function keyOf({ rule, span, nodePath }: Finding): string {
  return `${rule} ${span.start} ${span.end} ${nodePath} ${span.file.path}`;
}

const severityOf = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);

/** What only one of the boots has may not be so. */
function notAnError(finding: Finding): Finding {
  return finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding;
}

/** A finding as one of which not all is certain: without claims, and with the releases that were booted. */
function inDoubt(finding: Finding, so: readonly string[], notSo: readonly string[], kernel: string): Finding {
  return { ...finding, claims: [], message: `${finding.message}\n${doubtText(so, notSo, kernel)}` };
}

/** Which releases were booted and do so, and which do not, as a sentence: what `kernel` does is a guess between them. */
function doubtText(so: readonly string[], notSo: readonly string[], kernel: string): string {
  return `Of the releases that were booted ${so.join(' and ')} do so, and ${notSo.join(' and ')} do not; Linux ${kernel} may do either.`;
}
