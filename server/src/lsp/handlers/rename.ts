import type { CancellationToken, WorkspaceEdit } from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { type Renamable, renamableAt, renameAt } from '../../features/navigation/rename.ts';
import { type RenameOutcome, renameOutcome } from '../../features/navigation/renameProof.ts';
import type { SoughtName } from '../../features/navigation/soughtName.ts';
import { triedFiles } from '../../rules/appliedEdits.ts';
import { fileNameOf } from '../../text/fileName.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { addressFollowing } from '../addressFollowing.ts';
import { type AskedDocument, askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { placesOfFiles } from '../linkedFiles.ts';
import { mayWrite } from '../mayWrite.ts';
import { boardsReaching, type NameReach } from '../nameReach.ts';
import { navigationSources } from '../navigationSources.ts';
import { type NotedEdits, notedEdit } from '../notedEdits.ts';
import { isOldVersion, offsetOf, rangeOfSpan } from '../positions.ts';
import { configurationEdits, type NewName, scenarioEdits } from '../renameInJson.ts';
import { turn } from '../turns.ts';

const refused = (message: string): ResponseError<never> => new ResponseError(LSPErrorCodes.RequestFailed, message);

/**
 * Renames labels and nodes in all files of the workspace's boards that have them, overlays, scenarios and the
 * `.dtheaps.json` included. What is answered was tried: on each of these boards nothing but the name changes. Where the
 * name of a heap changes with it, a scenario follows, or `reg` has to, the edit asks for a confirmation.
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
      requests.answering('rename', async ({ textDocument, position, newName }, token) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined || isOldVersion(document.path)) return null;
        return renamed(parts, document, offsetOf(document.file, position), newName, token);
      }),
    );
  },
};

async function renamed(
  parts: ServerParts,
  document: AskedDocument,
  offset: number,
  newName: string,
  token: CancellationToken,
): Promise<WorkspaceEdit | ResponseError<never> | null> {
  const sources = navigationSources(parts, document);
  const target = renamableAt(sources, document.tree, offset);
  if (target === undefined) return null;
  if ('refusal' in target) return refused(target.refusal);
  if (target.definitions.length > INPUT_LIMITS.renamedPlaces) return refused(inTooManyPlaces(target));
  const reach = await boardsReaching(parts, document, soughtBy(target), token);
  const { boards } = reach;
  const analyses = boards.map(({ analysis }) => analysis);
  const found = renameAt({ ...sources, analyses }, document.tree, offset, newName);
  if (found === undefined) return null;
  if ('refusal' in found) return refused(found.refusal);
  if (found.spans.length > INPUT_LIMITS.renamedPlaces) return refused(inTooManyPlaces(target));
  const edits = placesOfFiles(parts.documents, found.spans).map((span) => ({ span, newText: newName }));
  const outside = edits.find(({ span }) => !mayWrite(parts, document.path, span.file.path));
  if (outside !== undefined) {
    const { path } = outside.span.file;
    return refused(`${target.name} stands in ${path} as well, which is not in a folder of the workspace.`);
  }
  // The boards that try it read each file by the path by which they reach it.
  const everywhere = found.spans.map((span) => ({ span, newText: newName }));
  const changed = triedFiles(everywhere);
  const outcomes: RenameOutcome[] = [];
  for (const board of boards) {
    if (token.isCancellationRequested) return null;
    // One at a time: what a board comes to is not kept once it is compared.
    const [now] = await parts.boards.withChanges([board], changed);
    if (now !== undefined) outcomes.push(renameOutcome(board.analysis, now));
    await turn();
  }
  const damage = outcomes.find((outcome) => outcome.damage !== undefined)?.damage;
  if (damage !== undefined) return refused(`Renaming ${target.name} would change more than its name: ${damage}.`);
  const name = { renamed: target, newName, changed };
  const address = await addressFollowing(parts, document, boards, { target, newName, edits: everywhere });
  const groups = [
    { id: 'rename', edits, ...notesOf(target, outcomes, reach, address.disagreements) },
    ...address.groups,
    ...(await followers(parts, document, reach, outcomes, name)),
  ];
  const written = new Set(groups.flatMap((group) => group.edits.map(({ span }) => span.file)));
  if ([...written].every((file) => parts.documents.isCurrent(file))) return notedEdit(parts, groups);
  return new ResponseError(LSPErrorCodes.ContentModified, 'rename: a document that it changes has changed since');
}

const inTooManyPlaces = ({ name }: Renamable): string =>
  `${name} stands in more than ${INPUT_LIMITS.renamedPlaces} places: too many to try another name in.`;

const soughtBy = ({ kind, name, definitions }: Renamable): SoughtName => ({
  words: [{ kind, text: name }],
  definitions,
});

/** The edits of scenarios and of the `.dtheaps.json` that follow a name. */
async function followers(
  parts: ServerParts,
  document: AskedDocument,
  reach: NameReach,
  outcomes: readonly RenameOutcome[],
  name: NewName,
): Promise<NotedEdits[]> {
  const found = [...(await scenarioEdits(parts, reach, name)), ...configurationEdits(reach.boards, outcomes, name)];
  const edits = found.filter(({ span }) => mayWrite(parts, document.path, span.file.path));
  const files = [...new Set(edits.map(({ span }) => fileNameOf(span.file.path)))];
  if (files.length === 0) return [];
  const sentence = `${files.join(', ')} ${files.length === 1 ? 'follows' : 'follow'} the new name.`;
  return [{ id: 'followers', edits, label: 'Changes scenarios and settings that name it', sentences: [sentence] }];
}

/** What a person has to know before the edit is made. */
function notesOf(
  { kind, name, definitions }: Renamable,
  outcomes: readonly RenameOutcome[],
  { unread, unplaced }: NameReach,
  disagreements: readonly string[],
): Pick<NotedEdits, 'label' | 'sentences'> {
  const heaps = outcomes
    .flatMap((outcome) => outcome.heaps)
    .map(
      (heap) =>
        `The heap /dev/dma_heap/${heap.old} becomes /dev/dma_heap/${heap.new}: programs that open it by name must follow.`,
    );
  const file = fileNameOf(definitions[0]?.file.path ?? '');
  const [include, they] =
    unread.length === 1 ? ['1 more board includes', 'it reads'] : [`${unread.length} more boards include`, 'they read'];
  const more =
    `${include} ${file}, and the new name was not tried there (${listed(unread)}): ` +
    `${name} stays in files that only ${they}.`;
  const overlays = `The board of ${listed(unplaced)} is not known: ${name} stays there.`;
  // A macro may make a node's name of the label that it is given.
  const renamedNodes = kind === 'node' ? [] : outcomes.flatMap(({ nodes }) => nodes);
  const nodes = renamedNodes.map((node) => `The node ${node.old} becomes ${node.new}.`);
  const [label = 'Does not reach every file'] = [
    ...(heaps.length > 0 ? ['Changes the name of a heap'] : []),
    ...(nodes.length > 0 ? ['Changes the name of a node'] : []),
    ...(disagreements.length > 0 ? ['Leaves reg as it is'] : []),
  ];
  const limits = [...(unread.length > 0 ? [more] : []), ...(unplaced.length > 0 ? [overlays] : [])];
  return { label, sentences: [...new Set([...heaps, ...nodes, ...disagreements, ...limits])] };
}

/** Files of this many are named in a message. */
const MOST_NAMED = 5;

function listed(paths: readonly string[]): string {
  const names = paths.slice(0, MOST_NAMED).map(fileNameOf);
  return [...names, ...(paths.length > names.length ? ['…'] : [])].join(', ');
}
