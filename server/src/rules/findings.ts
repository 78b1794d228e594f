import type { Analysis } from '../analysis.ts';
import { problemsOfReading } from '../devicetree/board.ts';
import { lostTextOf } from '../devicetree/lostText.ts';
import { isMemoryWarning } from '../devicetree/tree/warnings.ts';
import { textOfMessage } from '../text/bytesAndText.ts';
import { internalProblem } from '../text/internalError.ts';
import { LIMITS } from '../text/limits.ts';
import type { Problem, RelatedPlace } from '../text/problem.ts';
import { startOf } from './boardPlace.ts';
import { unusedFinding, unusedSuppression } from './comments/unusedSuppression.ts';
import type { Finding, Fix, Severity } from './finding.ts';
import { limitedFindings, limitedProblems } from './limitedFindings.ts';
import { misreadParameters } from './misreadParameters.ts';
import { notJudged } from './notJudged.ts';
import { onAnyBase } from './onAnyBase.ts';
import { check, RULES } from './registry.ts';
import type { Rule } from './rule.ts';
import { type SuppressedRule, type Suppression, suppressedBy, suppressionsOf } from './suppressions.ts';

/** What severity a rule's findings have, where someone said so; `off` silences the rule. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** What is reported about a board under a profile, severities and suppression comments applied. */
export interface BoardFindings {
  /** Those of reading the board, without the warnings that comments silence. */
  readonly problems: readonly Problem[];
  /** Those of the rules, and at last the comments that silence nothing here (`unused-suppression`). */
  readonly findings: readonly Finding[];
  /**
   * The comments that silenced something, as `suppressionKey`s. One that is unused here may be used on another board
   * that includes the same file, or under another kernel: `withoutUsed` takes those back.
   */
  readonly usedSuppressions: readonly string[];
}

const ALL_IDS = RULES.map(({ id }) => id);

/** What names a suppression of a file from process to process: the place of the unused finding it would have. */
function suppressionKey({ file, start }: { file: { path: string }; start: number }): string {
  return `${start} ${file.path}`;
}

/**
 * What every rule finds on a board, as people want to see it. Never throws: where this program fails, that is a problem
 * of the board.
 */
export function findingsOf(analysis: Analysis, severities: Severities = {}): BoardFindings {
  return findings(analysis, severities, true);
}

/**
 * As `findingsOf`, for who compares what is wrong and shows nothing: the same findings without what people read of them.
 * With `asked` only errors and what the rules of these ids find are to be compared: of the other findings some are left out.
 */
export function comparableFindingsOf(
  analysis: Analysis,
  severities: Severities = {},
  asked?: ReadonlySet<string>,
): BoardFindings {
  if (asked === undefined) return findings(analysis, severities, false);
  const areWarningsAsked = [...asked].some(isMemoryWarning);
  return findings(analysis, severities, false, rulesFor(asked, severities), areWarningsAsked);
}

/** The rules that may find an error, and those of some ids. */
function rulesFor(asked: ReadonlySet<string>, severities: Severities): readonly Rule[] {
  const isAsked = (rule: Rule): boolean => {
    const isError = rule.severity === 'error' || rule.mayBeError === true;
    return asked.has(rule.id) || (severities[rule.id] ?? (isError ? 'error' : rule.severity)) === 'error';
  };
  // Which comments silence nothing is known when all rules have been asked.
  return isAsked(unusedSuppression) ? RULES : RULES.filter(isAsked);
}

function findings(
  analysis: Analysis,
  severities: Severities,
  forPeople: boolean,
  rules: readonly Rule[] = RULES,
  areWarningsAsked = true,
): BoardFindings {
  try {
    const problems = areWarningsAsked ? analysis.board.problems : problemsOfReading(analysis.board);
    return gradedFindings(analysis, problems, severities, forPeople, rules);
  } catch (error) {
    const failure = internalProblem('what is shown of this board', error, startOf(analysis));
    return { problems: [failure], findings: [], usedSuppressions: [] };
  }
}

function gradedFindings(
  analysis: Analysis,
  ofBoard: readonly Problem[],
  severities: Severities,
  forPeople: boolean,
  rules: readonly Rule[],
): BoardFindings {
  const used = new Set<SuppressedRule>();
  const isShown = (rule: string, span: Finding['span'] | undefined): boolean => {
    const suppression = span === undefined ? undefined : suppressedBy(rule, span);
    if (suppression !== undefined) used.add(suppression);
    return suppression === undefined;
  };
  // What is wrong enough for the tools to refuse the board cannot be wished away.
  const failures: Problem[] = [];
  const checked = check(analysis, (failure) => failures.push(failure), forPeople, rules);
  const problems = [...ofBoard, ...notJudged(analysis), ...misreadParameters(analysis), ...failures].filter(
    ({ id, severity, span }) => severity === 'error' || isShown(id, span),
  );
  const found = onAnyBase(checked, analysis).filter(({ rule, span }) => isShown(rule, span));
  const unused = rules.includes(unusedSuppression) ? unusedFindings(analysis, used) : [];
  for (const finding of unused) {
    // A comment that means every rule would silence the finding about itself.
    if (suppressedBy(finding.rule, finding.span, true) === undefined) found.push(finding);
  }
  const graded = found.flatMap((finding) => {
    const severity = severities[finding.rule] ?? finding.severity;
    return severity === 'off' ? [] : severity === finding.severity ? [finding] : [{ ...finding, severity }];
  });
  const limited = limitedFindings(graded);
  const read = limitedProblems(problems);
  return {
    problems: forPeople ? read.map(problemWithText) : read,
    findings: forPeople ? limited.map(findingWithText) : limited,
    usedSuppressions: [...used].map(({ span }) => suppressionKey(span)),
  };
}

/** What is read by people as text: the words of a problem or a finding may quote bytes of a file. */
function withText<Said extends { readonly message: string; readonly related: readonly RelatedPlace[] }>(
  said: Said,
): Said {
  const message = textOfMessage(said.message);
  const related = said.related.map((place) => ({ ...place, message: textOfMessage(place.message) }));
  return { ...said, message, related };
}

function problemWithText(problem: Problem): Problem {
  const said = withText(problem);
  return problem.fixes === undefined ? said : { ...said, fixes: fixesWithText(problem.fixes) };
}

function fixesWithText(fixes: readonly Fix[]): Fix[] {
  return fixes.map((fix) => ({ ...fix, title: textOfMessage(fix.title) }));
}

function findingWithText(finding: Finding): Finding {
  const { kernelLog } = finding;
  const fixes = fixesWithText(finding.fixes);
  return { ...withText(finding), fixes, kernelLog: kernelLog === undefined ? undefined : textOfMessage(kernelLog) };
}

/** Without the unused suppressions that are used after all, as another board or kernel of the same call says. */
export function withoutUsed<Found extends { readonly rule: string; readonly span: Finding['span'] | undefined }>(
  findings: readonly Found[],
  used: ReadonlySet<string>,
): Found[] {
  return findings.filter(
    ({ rule, span }) => rule !== unusedSuppression.id || span === undefined || !used.has(suppressionKey(span)),
  );
}

/** A finding for each rule that a comment of the board's sources names without effect. */
function unusedFindings({ board }: Analysis, used: ReadonlySet<SuppressedRule>): Finding[] {
  // What a comment in an overlay is about may need the base to come about, and of what was lost nothing could be said.
  if (board.unit === undefined || board.standIn !== undefined || lostTextOf(board) !== 'nothing') return [];
  const findings: Finding[] = [];
  for (const suppression of board.files.flatMap(suppressionsOf)) {
    for (const rule of unusedRules(suppression, used)) {
      const finding = unusedFinding(suppression, rule, ALL_IDS);
      if (findings.length === LIMITS.findingsSought.most) return [...findings, { ...finding, isLastSought: true }];
      findings.push(finding);
    }
  }
  return findings;
}

function unusedRules({ kind, rules }: Suppression, used: ReadonlySet<SuppressedRule>): readonly SuppressedRule[] {
  if (kind === undefined) return rules.slice(0, 1);
  // What ends a block silences nothing by itself.
  if (kind === 'enable') return [];
  return rules.filter((rule) => !used.has(rule) && rule.id !== unusedSuppression.id);
}
