import type { CodeAction, CodeActionParams, Diagnostic } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import { unusedSuppression } from '../../rules/comments/unusedSuppression.ts';
import type { Finding } from '../../rules/finding.ts';
import { suppressionEdit } from '../../rules/suppressions.ts';
import type { EditedBoard } from '../editedBoards.ts';
import { findingsOfBoards } from '../findings.ts';
import type { LanguageFeature } from '../languageFeature.ts';
import { pathOfUri, rangeOfSpan } from '../positions.ts';
import type { ProvenFixes } from '../provenFixes.ts';
import { workspaceEdit } from '../workspaceEdits.ts';

/** The kind under which all preferred fixes are applied at once, on saving for instance. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.dtheaps`;

/**
 * Code actions: the proven fixes of the findings whose diagnostics are asked about, all preferred fixes of one rule where
 * it speaks more than once, and all preferred fixes of the document.
 */
export const codeActions: LanguageFeature = {
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND] } },
  serve({ connection, requests, choice, proven }) {
    connection.onCodeAction(
      requests.answering('code actions', async (params) => {
        const path = pathOfUri(params.textDocument.uri);
        if (path === undefined) return null;
        const shown = await choice.of(path);
        const findings = findingsOfBoards(shown)
          .flatMap((board) => board.findings)
          .filter((finding) => finding.span.file.path === path);
        const document = { shown, findings, proven };
        return [...(await quickFixes(document, params)), ...(await fixAll(document, params))];
      }),
    );
  },
};

const wants = ({ context }: CodeActionParams, kind: string): boolean =>
  context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));

/** A document with the boards that it is shown through, and what is found in it. */
interface Document {
  readonly shown: readonly EditedBoard[];
  readonly findings: readonly Finding[];
  readonly proven: ProvenFixes;
}

async function quickFixes({ shown, findings, proven }: Document, params: CodeActionParams): Promise<CodeAction[]> {
  if (!wants(params, CodeActionKind.QuickFix)) return [];
  const asked = params.context.diagnostics.filter((diagnostic) => diagnostic.source === 'dtheaps');
  const diagnosticsOf = (finding: Finding): Diagnostic[] => asked.filter((diagnostic) => isAbout(diagnostic, finding));
  const atPlace = findings.filter((finding) => diagnosticsOf(finding).length > 0);
  const actions: CodeAction[] = [];
  for (const [finding, fixes] of await proven.of(shown, atPlace)) {
    const diagnostics = diagnosticsOf(finding);
    for (const fix of fixes) {
      const { title, preferred } = fix;
      const edit = workspaceEdit([fix]);
      actions.push({ title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred: preferred, edit });
    }
  }
  actions.push(...suppressions(findings, asked));
  for (const rule of new Set(atPlace.map((finding) => finding.rule))) {
    const ofRule = findings.filter((finding) => finding.rule === rule);
    if (ofRule.length < 2) continue;
    const fixes = await proven.together(shown, ofRule);
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

async function fixAll({ shown, findings, proven }: Document, params: CodeActionParams): Promise<CodeAction[]> {
  // Only where it is asked for: beside the quick fixes of one place it would be in the way.
  if (params.context.only === undefined || !wants(params, FIX_ALL_KIND)) return [];
  const fixes = await proven.together(shown, findings);
  if (fixes.length === 0) return [];
  return [{ title: 'Fix all of Devicetree Heaps', kind: FIX_ALL_KIND, edit: workspaceEdit(fixes) }];
}

function isAbout(diagnostic: Diagnostic, finding: Finding): boolean {
  const range = rangeOfSpan(finding.span);
  return diagnostic.code === finding.rule && JSON.stringify(diagnostic.range) === JSON.stringify(range);
}
