import {
  type BoardName,
  boardNamesInConfiguration,
  boardNamesInScenario,
} from '../features/navigation/boardNamesInJson.ts';
import type { Renamable } from '../features/navigation/rename.ts';
import { type RenameOutcome, renameOutcome } from '../features/navigation/renameProof.ts';
import { runOnBoard } from '../features/scenario/runOnBoard.ts';
import { textAfter } from '../rules/appliedEdits.ts';
import type { SpanEdit } from '../rules/finding.ts';
import { readScenarioFile } from '../simulation/readScenario.ts';
import { SourceFile } from '../text/sourceFile.ts';
import type { EditedBoard } from './editedBoards.ts';
import type { ServerParts } from './languageFeature.ts';
import type { NameReach } from './nameReach.ts';
import { profileLayer } from './scenarios/scenarioDocuments.ts';

/** At most this many scenarios are run to follow a name. */
const MOST_SCENARIOS = 100;

/** A label or node that gets another name. */
export interface NewName {
  readonly renamed: Pick<Renamable, 'kind' | 'name'>;
  readonly newName: string;
  /** The files of the boards as they are after it. */
  readonly changed: readonly SourceFile[];
}

/**
 * The edits of the workspace's scenarios in which they follow a name: labels, paths of devices, and heaps that are named
 * after what is renamed. A scenario follows where the board that it runs on reads what defines the name; it was run, and
 * meets its expectations as before.
 */
export async function scenarioEdits(
  { includers, documents, scenarios, boards }: ServerParts,
  { reads }: NameReach,
  name: NewName,
): Promise<SpanEdit[]> {
  const base = name.renamed.name;
  const naming = await boards.read(() =>
    includers.scenarios().filter((path) => documents.read(path)?.text.includes(base) === true),
  );
  const all: SpanEdit[] = [];
  for (const path of naming.slice(0, MOST_SCENARIOS)) {
    const state = await scenarios.stateOf(path);
    if (state?.board === undefined || state.analysis === undefined || !reads(state.board)) continue;
    const { file, board, analysis, report } = state;
    const after = await boards.analysisWith(board, profileLayer(path, report.scenario), name.changed);
    const outcome = renameOutcome(analysis, after);
    const edits = boardNamesInScenario(file).flatMap((written) => followed(written, name, outcome));
    if (edits.length === 0) continue;
    const { scenario } = readScenarioFile(new SourceFile(path, textAfter(file, edits)));
    if (runOnBoard(after, scenario).failed <= (report.result?.failed ?? 0)) all.push(...edits);
  }
  return all;
}

/** The edits of the `.dtheaps.json` of some boards in which the heaps that programs open follow a name. */
export function configurationEdits(
  boards: readonly EditedBoard[],
  outcomes: readonly RenameOutcome[],
  name: NewName,
): SpanEdit[] {
  const edits = new Map<string, SpanEdit>();
  for (const [index, { opened }] of boards.entries()) {
    const { file } = opened.configuration;
    const outcome = outcomes[index];
    if (file === undefined || outcome === undefined) continue;
    for (const written of boardNamesInConfiguration(file)) {
      for (const edit of followed(written, name, outcome)) edits.set(`${file.path} ${edit.span.start}`, edit);
    }
  }
  return [...edits.values()];
}

/** The edit of a name that follows; none where it stays. */
function followed({ kind, text, span }: BoardName, { renamed, newName }: NewName, outcome: RenameOutcome): SpanEdit[] {
  const now = kind === 'device' ? pathAfter(text, outcome) : heapAfter(text, renamed, newName, outcome);
  return now === text ? [] : [{ span, newText: now }];
}

function heapAfter(text: string, renamed: NewName['renamed'], newName: string, { heaps }: RenameOutcome): string {
  if (text.startsWith('&')) return renamed.kind === 'label' && text === `&${renamed.name}` ? `&${newName}` : text;
  return heaps.find(({ old }) => old === text)?.new ?? text;
}

/** A path with the new names of the nodes on it; the innermost that was renamed knows those around it. */
function pathAfter(path: string, { nodes }: RenameOutcome): string {
  const on = nodes.filter(({ old }) => path === old || path.startsWith(`${old}/`));
  const inner = on.sort((a, b) => b.old.length - a.old.length)[0];
  return inner === undefined ? path : inner.new + path.slice(inner.old.length);
}
