import type { CodeAction, CodeActionParams, Connection, Diagnostic } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import { unusedSuppression } from '../../rules/comments/unusedSuppression.ts';
import type { Finding, Fix } from '../../rules/finding.ts';
import { suppressionEdit } from '../../rules/suppressions.ts';
import type { BoardChoice } from '../boardChoice.ts';
import { findingsOfBoards } from '../findings.ts';
import { pathOfUri, rangeOfSpan } from '../positions.ts';
import type { Requests } from '../requests.ts';
import { workspaceEdit } from '../workspaceEdits.ts';

/** The kind under which all preferred fixes are applied at once, on saving for instance. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.dtheaps`;

/**
 * Code actions: the fixes that findings carry for the diagnostics at a place, all preferred fixes of one rule where it
 * speaks more than once, and all preferred fixes of the document.
 */
export function handleCodeActions(connection: Connection, requests: Requests, boards: BoardChoice): void {
  connection.onCodeAction(
    requests.answering('code actions', async (params) => {
      const path = pathOfUri(params.textDocument.uri);
      if (path === undefined) return null;
      const findings = findingsOfBoards(await boards.of(path))
        .flatMap((board) => board.findings)
        .filter((finding) => finding.span.file.path === path);
      return [...quickFixes(findings, params), ...fixAll(findings, params)];
    }),
  );
}

const wants = ({ context }: CodeActionParams, kind: string): boolean =>
  context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));

function quickFixes(findings: readonly Finding[], params: CodeActionParams): CodeAction[] {
  if (!wants(params, CodeActionKind.QuickFix)) return [];
  const shown = params.context.diagnostics.filter((diagnostic) => diagnostic.source === 'dtheaps');
  const actions: CodeAction[] = [];
  const rules = new Set<string>();
  for (const finding of findings) {
    const diagnostics = shown.filter((diagnostic) => isAbout(diagnostic, finding));
    if (diagnostics.length === 0) continue;
    rules.add(finding.rule);
    for (const fix of finding.fixes) {
      const { title, preferred } = fix;
      const edit = workspaceEdit([fix]);
      actions.push({ title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred: preferred, edit });
    }
  }
  actions.push(...suppressions(findings, shown));
  for (const rule of rules) {
    const fixes = preferredFixes(findings.filter((finding) => finding.rule === rule));
    if (fixes.length < 2) continue;
    const title = `Fix all ${fixes.length} of ${rule} in this file`;
    actions.push({ title, kind: CodeActionKind.QuickFix, edit: workspaceEdit(fixes) });
  }
  return actions;
}

/** For each shown finding a comment that silences it, listed after the fixes. */
function suppressions(findings: readonly Finding[], shown: readonly Diagnostic[]): CodeAction[] {
  const actions = new Map<string, CodeAction>();
  for (const finding of findings) {
    const diagnostics = shown.filter((diagnostic) => isAbout(diagnostic, finding));
    const edit = diagnostics.length === 0 ? undefined : suppressionEdit(finding.rule, finding.span);
    if (edit === undefined || finding.rule === unusedSuppression.id) continue;
    const title = `Disable ${finding.rule} for this line`;
    const change = workspaceEdit([{ title, edits: [edit], preferred: false }]);
    actions.set(`${finding.rule} ${edit.span.start}`, {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      edit: change,
    });
  }
  return [...actions.values()];
}

function fixAll(findings: readonly Finding[], params: CodeActionParams): CodeAction[] {
  // Only where it is asked for: beside the quick fixes of one place it would be in the way.
  if (params.context.only === undefined || !wants(params, FIX_ALL_KIND)) return [];
  const fixes = preferredFixes(findings);
  if (fixes.length === 0) return [];
  return [{ title: 'Fix all of Devicetree Heaps', kind: FIX_ALL_KIND, edit: workspaceEdit(fixes) }];
}

function preferredFixes(findings: readonly Finding[]): Fix[] {
  return findings.flatMap((finding) => finding.fixes.find((fix) => fix.preferred) ?? []);
}

function isAbout(diagnostic: Diagnostic, finding: Finding): boolean {
  const range = rangeOfSpan(finding.span);
  return diagnostic.code === finding.rule && JSON.stringify(diagnostic.range) === JSON.stringify(range);
}
