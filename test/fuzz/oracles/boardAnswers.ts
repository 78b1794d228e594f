import { type Analysis, analyse } from '../../../server/src/analysis.ts';
import { writeBlob } from '../../../server/src/devicetree/blob/writeBlob.ts';
import type { Board } from '../../../server/src/devicetree/board.ts';
import { treeJson } from '../../../server/src/devicetree/tree/treeJson.ts';
import type { Profile } from '../../../server/src/kernel/input/profile.ts';
import { editsMeet } from '../../../server/src/rules/appliedEdits.ts';
import { type BoardFindings, findingsOf } from '../../../server/src/rules/findings.ts';
import { check } from '../../../server/src/rules/registry.ts';
import { INTERNAL_ERROR } from '../../../server/src/text/internalError.ts';
import type { Span } from '../../../server/src/text/sourceFile.ts';
import { Disagreement, need } from '../harness/target.ts';

/** All that reading says of a board: its tree with the place of every value, the blob, and what is wrong. */
export function readingOf(board: Board): unknown {
  const problems = board.problems.map(({ id, message, span }) => ({ id, message, at: [span?.start, span?.end] }));
  return { tree: JSON.stringify(treeJson(board.tree)), blob: writeBlob(board.tree), problems, refused: board.refused };
}

/** What is found on a board, as far as people see it. */
export function findingsText({ problems, findings }: BoardFindings): unknown {
  const place = (span: Span | undefined) => [span?.file.path, span?.start, span?.end];
  return {
    problems: problems.map(({ id, message, span }) => [id, message, place(span)]),
    findings: findings.map(({ rule, severity, message, span, fixes, kernelLog }) => [
      rule,
      severity,
      message,
      place(span),
      kernelLog,
      fixes.map(({ title, edits }) => [title, edits.map((edit) => [place(edit.span), edit.newText])]),
    ]),
  };
}

const SPAN_ORACLE = 'what is reported stands in the file';
const EDIT_ORACLE = 'the edits of a fix do not meet';
export const RULES_ORACLE = 'no rule fails';

/** What has to hold for everything that is found. */
export const FINDING_ORACLES: readonly string[] = [RULES_ORACLE, SPAN_ORACLE, EDIT_ORACLE];

/** What is found on a board, where no rule fails: people are told that one does, and nothing is thrown. */
export function soundFindings(analysis: Analysis): BoardFindings {
  const found = findingsOf(analysis);
  const failed = found.problems.find(({ id }) => id === INTERNAL_ERROR);
  if (failed === undefined) return found;
  // Asked by who takes no failures, the rule throws: the place that it comes from names the failure.
  check(analysis);
  throw new Disagreement(RULES_ORACLE, failed.message);
}

/** A board booted and checked, with what has to hold for everything that is found. */
export function checkedBoard(board: Board, profile: Profile): { analysis: Analysis; found: BoardFindings } {
  const analysis = analyse(board, profile);
  const found = soundFindings(analysis);
  for (const { id, span } of found.problems) needSpan(id, span);
  for (const { rule, span, related, fixes } of found.findings) {
    needSpan(rule, span);
    for (const place of related) needSpan(rule, place.span);
    for (const { title, edits } of fixes) {
      for (const [index, edit] of edits.entries()) {
        needSpan(title, edit.span);
        const meets = edits.slice(0, index).some((other) => editsMeet(edit, other));
        need(EDIT_ORACLE, !meets, () => `${rule}: ${title}`);
      }
    }
  }
  return { analysis, found };
}

function needSpan(what: string, span: Span | undefined): void {
  if (span === undefined) return;
  const { start, end, file } = span;
  need(SPAN_ORACLE, 0 <= start && start <= end && end <= file.text.length, () => `${what}: ${start} to ${end}`);
}
