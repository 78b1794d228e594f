import type { Analysis } from '../analysis.ts';
import { type AddressAfterRename, addressAfterRename } from '../features/navigation/addressRename.ts';
import { openedNode, type Renamable } from '../features/navigation/rename.ts';
import { triedFiles } from '../rules/appliedEdits.ts';
import type { SpanEdit } from '../rules/finding.ts';
import { comparableFindingsOf } from '../rules/findings.ts';
import type { Span } from '../text/sourceFile.ts';
import type { EditedBoard } from './editedBoards.ts';
import type { AskedDocument, ServerParts } from './languageFeature.ts';
import { placesOfFiles } from './linkedFiles.ts';
import { mayWrite } from './mayWrite.ts';
import { asksForConfirmation, type NotedEdits } from './notedEdits.ts';

/** A node that gets another name, with the edits that name it so, in the files as the boards reach them. */
interface NewNodeName {
  readonly target: Renamable;
  readonly newName: string;
  readonly edits: readonly SpanEdit[];
}

/** What becomes of `reg` where a node is renamed. */
interface AddressFollowing {
  /** The edits by which it follows, for people to confirm; none where it stays. */
  readonly groups: readonly NotedEdits[];
  /** How it disagrees with the new name where it stays, as sentences. */
  readonly disagreements: readonly string[];
}

/**
 * Whether the `reg` of a node that is renamed follows its new unit address. It does where people are asked about that, each
 * of the boards has the address in a text that may be changed, and none of them is worse off with it: it boots as before,
 * and has no more errors.
 */
export async function addressFollowing(
  parts: ServerParts,
  document: AskedDocument,
  boards: readonly EditedBoard[],
  { target, newName, edits }: NewNodeName,
): Promise<AddressFollowing> {
  const found = boards.flatMap((board): { board: EditedBoard; address: AddressAfterRename }[] => {
    const node = target.kind === 'node' ? openedNode(board.analysis, target.definitions) : undefined;
    const address = node && addressAfterRename(board.analysis, node, newName);
    return address === undefined ? [] : [{ board, address }];
  });
  const disagreements = [...new Set(found.map(({ address }) => address.disagreement))];
  const followings = found.flatMap(({ address }) => address.following ?? []);
  const stays = { groups: [], disagreements };
  if (followings.length === 0 || followings.length < found.length || !asksForConfirmation(parts.client)) return stays;
  const distinct = distinctEdits(followings.flatMap((each) => each.edits));
  const written = placesOfFiles(
    parts.documents,
    distinct.map(({ span }) => span),
  ).flatMap((span): SpanEdit[] => {
    const edit = distinct.find((each) => each.span.start === span.start && each.span.file.text === span.file.text);
    return edit === undefined ? [] : [{ span, newText: edit.newText }];
  });
  if (!written.every(({ span }) => mayWrite(parts, document.path, span.file.path))) return stays;
  const changed = triedFiles([...edits, ...distinct]);
  for (const { board } of found) {
    const [now] = await parts.boards.withChanges([board], changed);
    if (now === undefined || isWorseOff(board.analysis, now)) return stays;
  }
  const sentences = [...new Set(followings.map(({ sentence }) => sentence))];
  return { groups: [{ id: 'reg', edits: written, label: 'Changes reg as well', sentences }], disagreements: [] };
}

/** Edits of which several boards have the same, each once. */
function distinctEdits(edits: readonly SpanEdit[]): readonly SpanEdit[] {
  const key = ({ file, start, end }: Span): string => `${start} ${end} ${file.path}`;
  return [...new Map(edits.map((edit) => [key(edit.span), edit])).values()];
}

/** Whether a board that booted does not any more, or has more errors, of reading or of rules. */
function isWorseOff(before: Analysis, after: Analysis): boolean {
  if (before.boot.booted && !after.boot.booted) return true;
  return errorsOf(after) > errorsOf(before);
}

function errorsOf(analysis: Analysis): number {
  const { problems, findings } = comparableFindingsOf(analysis);
  return [...problems, ...findings].filter(({ severity }) => severity === 'error').length;
}
