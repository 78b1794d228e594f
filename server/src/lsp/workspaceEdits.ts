import type { TextEdit as ProtocolEdit, WorkspaceEdit } from 'vscode-languageserver';
import { editsMeet } from '../rules/appliedEdits.ts';
import type { Fix, SpanEdit } from '../rules/finding.ts';
import { rangeOfSpan, uriOfPath } from './positions.ts';

/** The changes of some fixes as one edit; a fix that would touch what an earlier one changes is left for the next time. */
export function workspaceEdit(fixes: readonly Fix[]): WorkspaceEdit {
  const taken: SpanEdit[] = [];
  for (const fix of fixes) {
    if (!fix.edits.some((edit) => taken.some((earlier) => editsMeet(edit, earlier)))) taken.push(...fix.edits);
  }
  const created = fixes.flatMap(({ creates }) => (creates === undefined ? [] : [uriOfPath(creates)]));
  if (created.length === 0) return { changes: changesOf(taken) };
  const creations = created.map((uri) => ({ kind: 'create', uri, options: { ignoreIfExists: true } }) as const);
  const edits = Object.entries(changesOf(taken)).map(([uri, changes]) => ({
    textDocument: { uri, version: null },
    edits: changes,
  }));
  return { documentChanges: [...creations, ...edits] };
}

/** Edits as the protocol's, by the URIs of their files. */
export function changesOf(edits: readonly SpanEdit[]): Record<string, ProtocolEdit[]> {
  const changes: Record<string, ProtocolEdit[]> = {};
  for (const { span, newText } of edits) {
    const uri = uriOfPath(span.file.path);
    changes[uri] ??= [];
    changes[uri].push({ range: rangeOfSpan(span), newText });
  }
  return changes;
}
