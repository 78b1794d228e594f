import type { AnnotatedTextEdit, ChangeAnnotation, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { LSPErrorCodes, MessageType, ResponseError, ShowMessageNotification } from 'vscode-languageserver';
import { type Renamable, renamableAt, renameAt } from '../../features/navigation/rename.ts';
import { type RenameOutcome, renameOutcome } from '../../features/navigation/renameProof.ts';
import { editsByFile, textAfter } from '../../rules/appliedEdits.ts';
import type { SpanEdit } from '../../rules/finding.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { fileNameOf, folderOf, isBelow } from '../../workspace/path.ts';
import { type EditedBoard, nameOf } from '../editedBoards.ts';
import { type AskedDocument, askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { navigationSources } from '../navigationSources.ts';
import { isOldVersion, offsetOf, rangeOfSpan, uriOfPath } from '../positions.ts';

/** How many boards that include a file are read to rename what the file defines. */
const MOST_BOARDS = 32;

const refused = (message: string): ResponseError<never> => new ResponseError(LSPErrorCodes.RequestFailed, message);

/**
 * Renames labels and nodes in all files of the boards that have them. What is answered was tried: on each of these boards
 * nothing but the name changes. Where the name of a heap changes with it, the edit asks for a confirmation.
 */
export const rename: LanguageFeature = {
  capabilities: { renameProvider: { prepareProvider: true } },
  serve(parts) {
    const { connection, requests } = parts;
    connection.onPrepareRename(
      requests.answering('prepare rename', async ({ textDocument, position }) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined || isOldVersion(document.path)) return null;
        const offset = offsetOf(document.file, position);
        const found = renamableAt(navigationSources(parts, document), document.tree, offset);
        if (found === undefined) return null;
        if ('refusal' in found) return refused(found.refusal);
        return { range: rangeOfSpan(found.span), placeholder: found.name };
      }),
    );
    connection.onRenameRequest(
      requests.answering('rename', async ({ textDocument, position, newName }) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined || isOldVersion(document.path)) return null;
        return renamed(parts, document, offsetOf(document.file, position), newName);
      }),
    );
  },
};

async function renamed(
  parts: ServerParts,
  document: AskedDocument,
  offset: number,
  newName: string,
): Promise<WorkspaceEdit | ResponseError<never> | null> {
  const sources = navigationSources(parts, document);
  const target = renamableAt(sources, document.tree, offset);
  if (target === undefined) return null;
  if ('refusal' in target) return refused(target.refusal);
  const { boards, unread } = await boardsWith(parts, document, target);
  const analyses = boards.map(({ analysis }) => analysis);
  const found = renameAt({ ...sources, analyses }, document.tree, offset, newName);
  if (found === undefined) return null;
  if ('refusal' in found) return refused(found.refusal);
  const edits = found.spans.map((span) => ({ span, newText: newName }));
  const outside = edits.find(({ span }) => !mayWrite(parts, document, span.file.path));
  if (outside !== undefined) {
    const { path } = outside.span.file;
    return refused(`${target.name} stands in ${path} as well, which is not in a folder of the workspace.`);
  }
  const changed = [...editsByFile(edits)].map(([file, of]) => new SourceFile(file.path, textAfter(file, of)));
  const after = await parts.boards.withChanges(boards, changed);
  const outcomes = boards.flatMap(({ analysis }, index) => {
    const now = after[index];
    return now === undefined ? [] : [renameOutcome(analysis, now)];
  });
  const damage = outcomes.find((outcome) => outcome.damage !== undefined)?.damage;
  if (damage !== undefined) return refused(`Renaming ${target.name} would change more than its name: ${damage}.`);
  return answered(parts, edits, notesOf(target, outcomes, unread));
}

/** The boards that read what defines a name: the shown ones, those that are open, and others that include it. */
async function boardsWith(
  { choice, boards }: ServerParts,
  { boards: shown }: AskedDocument,
  { definitions }: Renamable,
): Promise<{ readonly boards: readonly EditedBoard[]; readonly unread: number }> {
  const paths = new Set(definitions.map(({ file }) => file.path));
  const including = new Set<string>();
  for (const path of paths) for (const board of await choice.including(path)) including.add(board);
  const looked = [...including].slice(0, MOST_BOARDS);
  const others = await Promise.all(looked.map((path) => boards.at(path)));
  const all = new Map([...(await choice.forProof(shown)), ...others].map((board) => [nameOf(board), board]));
  const reading = [...all.values()].filter(({ analysis }) => analysis.board.files.some((file) => paths.has(file.path)));
  // The first is the one on which places of the document are understood.
  const [first] = shown;
  const inOrder =
    first === undefined ? reading : [first, ...reading.filter((board) => nameOf(board) !== nameOf(first))];
  return { boards: inOrder, unread: including.size - looked.length };
}

/** Whether a file may be changed: it is open, or lies in the workspace; without a workspace, beside the document. */
function mayWrite({ documents, boards }: ServerParts, document: AskedDocument, path: string): boolean {
  if (documents.isOpen(path)) return true;
  const folders = boards.folders.length > 0 ? boards.folders : [folderOf(document.path)];
  return folders.some((folder) => isBelow(path, folder));
}

interface Notes {
  /** In a few words, what the sentences are about. */
  readonly label: string;
  readonly sentences: readonly string[];
}

/** What a person has to know before the edit is made. */
function notesOf({ kind, name, definitions }: Renamable, outcomes: readonly RenameOutcome[], unread: number): Notes {
  const heaps = outcomes
    .flatMap((outcome) => outcome.heaps)
    .map(
      (heap) =>
        `The heap /dev/dma_heap/${heap.old} becomes /dev/dma_heap/${heap.new}: programs that open it by name must follow.`,
    );
  const file = fileNameOf(definitions[0]?.file.path ?? '');
  const more = `${unread} more boards include ${file}: ${name} was not renamed in files that only they read.`;
  // A macro may make a node's name of the label that it is given.
  const renamedNodes = kind === 'node' ? [] : outcomes.flatMap(({ nodes }) => nodes);
  const nodes = renamedNodes.map((node) => `The node ${node.old} becomes ${node.new}.`);
  const [label = 'Does not reach every board'] = [
    ...(heaps.length > 0 ? ['Changes the name of a heap'] : []),
    ...(nodes.length > 0 ? ['Changes the name of a node'] : []),
  ];
  return { label, sentences: [...new Set([...heaps, ...nodes, ...(unread > 0 ? [more] : [])])] };
}

/** The edit as the client takes it: with annotations that ask for a confirmation, or with a message beside it. */
function answered(
  { client, connection, documents }: ServerParts,
  edits: readonly SpanEdit[],
  { label, sentences }: Notes,
): WorkspaceEdit {
  const { documentChanges, changeAnnotationSupport } = client.capabilities.workspace?.workspaceEdit ?? {};
  const annotates = documentChanges === true && changeAnnotationSupport !== undefined;
  if (!annotates && sentences.length > 0) {
    connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Warning,
      message: sentences.join(' '),
    });
  }
  const byFile = [...editsByFile(edits)];
  if (documentChanges !== true) {
    const textEdits = byFile.map(([file, of]) => [
      uriOfPath(file.path),
      of.map(({ span, newText }) => ({ range: rangeOfSpan(span), newText })),
    ]);
    return { changes: Object.fromEntries(textEdits) };
  }
  const isNoted = annotates && sentences.length > 0;
  const annotation: ChangeAnnotation = {
    label,
    needsConfirmation: true,
    description: sentences.join(' '),
  };
  const changes = byFile.map(
    ([file, of]): TextDocumentEdit => ({
      textDocument: { uri: uriOfPath(file.path), version: documents.versionOf(file.path) ?? null },
      edits: of.map(({ span, newText }) => {
        const edit = { range: rangeOfSpan(span), newText };
        return isNoted ? ({ ...edit, annotationId: 'rename' } satisfies AnnotatedTextEdit) : edit;
      }),
    }),
  );
  return { documentChanges: changes, ...(isNoted ? { changeAnnotations: { rename: annotation } } : {}) };
}
