import type { ChangeAnnotation, InitializeParams, WorkspaceEdit } from 'vscode-languageserver';
import { MessageType, ShowMessageNotification } from 'vscode-languageserver';
import type { SpanEdit } from '../rules/finding.ts';
import type { ServerParts } from './languageFeature.ts';
import { workspaceEdit } from './workspaceEdits.ts';

/** Edits with what a person has to know before they are made. */
export interface NotedEdits {
  /** Names the group in the answer. */
  readonly id: string;
  readonly edits: readonly SpanEdit[];
  /** In a few words, what the sentences are about. */
  readonly label: string;
  /** Nothing is asked where there is none. */
  readonly sentences: readonly string[];
}

/** Whether a client asks people about edits that want a confirmation: elsewhere all of an edit is made. */
export function asksForConfirmation({ capabilities }: InitializeParams): boolean {
  const { documentChanges, changeAnnotationSupport } = capabilities.workspace?.workspaceEdit ?? {};
  return documentChanges === true && changeAnnotationSupport !== undefined;
}

/**
 * Groups of edits as the client takes them: with annotations that ask for a confirmation, or with the sentences in a
 * message.
 */
export function notedEdit(
  { client, connection, documents }: ServerParts,
  groups: readonly NotedEdits[],
): WorkspaceEdit {
  const annotates = asksForConfirmation(client);
  const sentences = groups.flatMap((group) => group.sentences);
  if (!annotates && sentences.length > 0) {
    connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Warning,
      message: sentences.join(' '),
    });
  }
  const annotations: Record<string, ChangeAnnotation> = {};
  const ids = new Map<SpanEdit, string>();
  if (annotates) {
    for (const group of groups) {
      if (group.sentences.length === 0) continue;
      annotations[group.id] = { label: group.label, needsConfirmation: true, description: group.sentences.join(' ') };
      for (const edit of group.edits) ids.set(edit, group.id);
    }
  }
  const all = groups.flatMap(({ edits }) => edits);
  const edit = workspaceEdit({ client, documents }, all, (each) => ids.get(each));
  const isNoted = Object.keys(annotations).length > 0;
  return { ...edit, ...(isNoted ? { changeAnnotations: annotations } : {}) };
}
