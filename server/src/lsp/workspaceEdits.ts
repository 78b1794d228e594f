import type {
  AnnotatedTextEdit,
  TextEdit as ProtocolEdit,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { editsMeet } from '../rules/appliedEdits.ts';
import type { Fix, SpanEdit } from '../rules/finding.ts';
import { grouped } from '../text/grouped.ts';
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
  return {
    changes: Object.fromEntries(
      documentChanges.map(({ textDocument, edits: of }) => [textDocument.uri, of as ProtocolEdit[]]),
    ),
  };
}

function documentEdits(
  { documents }: EditParts,
  edits: readonly SpanEdit[],
  annotationOf: (edit: SpanEdit) => string | undefined = () => undefined,
): TextDocumentEdit[] {
  // A file may have been read more than once: all edits of a document count from one text, and not from what others made of it.
  const byUri = grouped(edits, ({ span }) => documents.uriOf(span.file.path));
  return [...byUri].map(([uri, of]) => {
    const [version] = of.flatMap(({ span }) => documents.versionOfText(span.file) ?? []);
    const inOrder = of.toSorted((a, b) => a.span.start - b.span.start);
    return {
      textDocument: { uri, version: version ?? null },
      edits: inOrder.map((edit) => {
        const annotationId = annotationOf(edit);
        const plain = { range: rangeOfSpan(edit.span), newText: edit.newText };
        return annotationId === undefined ? plain : ({ ...plain, annotationId } satisfies AnnotatedTextEdit);
      }),
    };
  });
}
