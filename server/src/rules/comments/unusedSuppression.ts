import { editDistance } from '../../text/editDistance.ts';
import { removeComment, replaceSpan } from '../edits.ts';
import { WHOLE_TREE } from '../evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import type { SuppressedRule, Suppression } from '../suppressions.ts';

/** A comment that silences nothing. What it would have silenced is known to `findingsOf` alone, which reports it. */
export const unusedSuppression: Rule = {
  id: 'unused-suppression',
  title: 'A comment silences a finding that is not there',
  severity: 'warning',
  tag: 'unnecessary',
  why:
    'A dtheaps-disable comment says that a finding is known and accepted. One that silences nothing, because the board ' +
    'was mended, the comment moved away from its line, or the rule’s name is not spelt right, would hide the next ' +
    'finding that comes along. A comment in an included file counts as used where one board or kernel of the call ' +
    'needs it.',
  kernelLog: undefined,
  source: 'server/src/rules/suppressions.ts',
  example: {
    wrong:
      '/* dtheaps-disable-next-line cma-misaligned -- old kernels only */\n' +
      'pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x200000>; };',
    right: 'pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x200000>; };',
  },
  check: () => [],
};

/** The finding about a comment, or about one of the rules it names, that silences nothing. */
export function unusedFinding(suppression: Suppression, rule: SuppressedRule, ruleIds: readonly string[]): Finding {
  const { word, comment, kind } = suppression;
  const { id } = rule;
  const near = id === undefined || ruleIds.includes(id) ? undefined : nearestRule(id, ruleIds);
  return {
    rule: unusedSuppression.id,
    severity: unusedSuppression.severity,
    message: kind === undefined ? unknownWord(word) : unusedRule(word, id, ruleIds, near),
    span: rule.span,
    related: [],
    fixes: fixesOf(suppression, rule, comment.file.text, near),
    kernelLog: undefined,
    claims: [],
    nodePath: '',
    evidence: WHOLE_TREE,
  };
}

function unknownWord(word: string): string {
  return messageLines(
    `"${word}" is no such comment, and silences nothing.`,
    'There are dtheaps-disable-next-line, dtheaps-disable-line, dtheaps-disable-file, and dtheaps-disable with dtheaps-enable.',
  );
}

function unusedRule(
  word: string,
  id: string | undefined,
  ruleIds: readonly string[],
  near: string | undefined,
): string {
  if (id === undefined || ruleIds.includes(id)) {
    const finding = id === undefined ? 'finding' : `finding of ${id}`;
    return messageLines(
      'This comment silences nothing.',
      `There is no ${finding} where "${word}" holds.`,
      'Remove it.',
    );
  }
  return messageLines(
    `There is no rule "${id}"${near === undefined ? '' : `: ${near} comes near`}.`,
    'The comment silences nothing.',
  );
}

function nearestRule(id: string, ruleIds: readonly string[]): string | undefined {
  const [nearest] = ruleIds
    .map((candidate) => ({ candidate, distance: editDistance(id, candidate, 3) }))
    .filter(({ distance }) => distance <= 3)
    .sort((a, b) => a.distance - b.distance);
  return nearest?.candidate;
}

/** The offset after what stands before the blanks and commas in front of a rule; a comment may name thousands. */
function endOfRuleBefore(text: string, commentStart: number, start: number): number {
  let at = start;
  while (at > commentStart && /[\s,]/.test(text.charAt(at - 1))) at--;
  return at;
}

function fixesOf(
  { comment, rules, kind }: Suppression,
  rule: SuppressedRule,
  text: string,
  near: string | undefined,
): Fix[] {
  if (kind === undefined) return [];
  if (near !== undefined) {
    return [{ title: `Change it to ${near}`, edits: [replaceSpan(rule.span, near)], preferred: false }];
  }
  if (rules.length === 1) return [{ title: 'Remove the comment', edits: [removeComment(comment)], preferred: false }];
  const { start, end, file } = rule.span;
  const after = /^[\s,]*,[^\S\r\n]*/.exec(text.slice(end, comment.end))?.[0].length ?? 0;
  const from = after > 0 ? start : endOfRuleBefore(text, comment.start, start);
  const span = { file, start: from, end: end + after };
  return [{ title: `Remove ${rule.id}`, edits: [replaceSpan(span, '')], preferred: false }];
}
