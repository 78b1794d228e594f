import type { CodeAction } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { DocumentNode } from '../../devicetree/document/statements.ts';
import { unusedSuppression } from '../../rules/comments/unusedSuppression.ts';
import type { Finding, SpanEdit } from '../../rules/finding.ts';
import { blockSuppression, fileSuppression, lineSuppression } from '../../rules/suppressionEdits.ts';
import type { Span } from '../../text/sourceFile.ts';
import { type EditParts, workspaceEdit } from '../workspaceEdits.ts';
import type { AskedFinding } from './askedFindings.ts';

/** What comments can silence: findings of rules, and warnings of reading the board. */
export type Silenceable = Pick<Finding, 'rule' | 'span'>;

/** The comments that silence what is asked about: for its line, for the node that it stands in, for the file. */
export function suppressionActions(
  parts: EditParts,
  asked: readonly AskedFinding<Silenceable>[],
  document: DocumentTree,
): CodeAction[] {
  const actions = new Map<string, CodeAction>();
  const add = (what: string, edits: readonly SpanEdit[] | undefined, { finding, diagnostics }: Asked): void => {
    if (edits === undefined) return;
    const title = `Disable ${finding.rule} for ${what}`;
    const edit = workspaceEdit(parts, edits);
    const about = diagnostics.length === 0 ? {} : { diagnostics: [...diagnostics] };
    // Several findings of one rule on a line are silenced by one comment.
    actions.set(`${title} ${edits[0]?.span.start}`, { title, kind: CodeActionKind.QuickFix, ...about, edit });
  };
  const all = asked.filter(({ finding }) => finding.rule !== unusedSuppression.id);
  for (const one of all) {
    const edit = lineSuppression(one.finding.rule, one.finding.span);
    add('this line', edit && [edit], one);
  }
  for (const one of all) {
    const block = blockAround(document, one.finding.span);
    if (block !== undefined)
      add(`this block (${block.name.text})`, blockSuppression(one.finding.rule, block.span), one);
    const whole = fileSuppression(one.finding.rule, one.finding.span.file);
    add('this file', whole && [whole], one);
  }
  return [...actions.values()];
}

type Asked = AskedFinding<Silenceable>;

/** The node that a finding is about, or in which it stands, where that has several lines and an end. */
function blockAround(document: DocumentTree, { file, start }: Span): DocumentNode | undefined {
  const statement = document.statementAt(start);
  const block = statement?.kind === 'node' ? statement : statement?.parent;
  if (block?.closed !== true) return undefined;
  return file.lines.lineOf(block.span.start) === file.lines.lineOf(block.span.end) ? undefined : block;
}
