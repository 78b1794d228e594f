import type {
  AnnotatedTextEdit,
  TextEdit as ProtocolEdit,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { editsByFile, editsMeet } from '../rules/appliedEdits.ts';
import type { Fix, SpanEdit } from '../rules/finding.ts';
import type { ServerParts } from './languageFeature.ts';
import { rangeOfSpan, uriOfPath } from './positions.ts';

/** Who takes an edit, and in which documents. */
export type EditParts = Pick<ServerParts, 'client' | 'documents'>;

/** The changes of some fixes as one edit; a fix that would touch what an earlier one changes is left for the next time. */
export function fixesEdit(parts: EditParts, fixes: readonly Fix[]): WorkspaceEdit {
  const taken: SpanEdit[] = [];
  for (const fix of fixes) {
    if (!fix.edits.some((edit) => taken.some((earlier) => editsMeet(edit, earlier)))) taken.push(...fix.edits);
  }
  const created = fixes.flatMap(({ creates }) => (creates === undefined ? [] : [uriOfPath(creates)]));
  if (created.length === 0) return workspaceEdit(parts, taken);
  const creations = created.map((uri) => ({ kind: 'create', uri, options: { ignoreIfExists: true } }) as const);
  return { documentChanges: [...creations, ...documentEdits(parts, taken)] };
}

/**
 * Edits as the client takes them: of the versions of documents that they were made for, so that a client need not make them in
 * another one, where it says that it knows these. `annotationOf` names the annotation of an edit, which only these have.
 */
export function workspaceEdit(
  parts: EditParts,
  edits: readonly SpanEdit[],
  annotationOf?: (edit: SpanEdit) => string | undefined,
): WorkspaceEdit {
  const documentChanges = documentEdits(parts, edits, annotationOf);
  if (parts.client.capabilities.workspace?.workspaceEdit?.documentChanges === true) return { documentChanges };
  const changes: Record<string, ProtocolEdit[]> = {};
  for (const { textDocument, edits: of } of documentChanges) {
    // One document may have been read by several paths.
    changes[textDocument.uri] = [...(changes[textDocument.uri] ?? []), ...(of as ProtocolEdit[])];
  }
  return { changes };
}

function documentEdits(
  { documents }: EditParts,
  edits: readonly SpanEdit[],
  annotationOf: (edit: SpanEdit) => string | undefined = () => undefined,
): TextDocumentEdit[] {
  return [...editsByFile(edits)].map(([file, of]) => ({
    textDocument: { uri: documents.uriOf(file.path), version: documents.versionOfText(file) ?? null },
    edits: of.map((edit) => {
      const annotationId = annotationOf(edit);
      const plain = { range: rangeOfSpan(edit.span), newText: edit.newText };
      return annotationId === undefined ? plain : ({ ...plain, annotationId } satisfies AnnotatedTextEdit);
    }),
  }));
}
