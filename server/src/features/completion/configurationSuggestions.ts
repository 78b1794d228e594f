import type { Analysis } from '../../analysis.ts';
import { RELEASES } from '../../kernel/behaviours/releases.ts';
import type { JsonPath } from '../../text/json/jsonDocument.ts';
import { jsonPlaceAt } from '../../text/json/jsonPlace.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { nameKindInConfiguration } from '../navigation/boardNamesInJson.ts';
import { type Choice, chosenAt, type JsonCompletion } from './jsonChoices.ts';
import { heapChoices } from './scenarioSuggestions.ts';
import { Rank } from './suggestion.ts';

/** What the folders around a `.dtheaps.json` hold, by paths from its own folder, one character a byte. */
export interface ConfigurationPlaces {
  readonly boards: readonly string[];
  readonly overlays: readonly string[];
  /** Folders that includes may be searched in. */
  readonly includeRoots: readonly string[];
}

/**
 * The boards, overlays, include folders, heaps and kernels that can be named at a byte offset of a `.dtheaps.json`; heaps are
 * those of `boards`. `undefined` where no name of those is expected: members, rules and programs are the schema's matter.
 */
export function completeConfiguration(
  file: SourceFile,
  offset: number,
  boards: readonly Analysis[],
  places: ConfigurationPlaces,
): JsonCompletion | undefined {
  const place = jsonPlaceAt(file, offset);
  return place && chosenAt(place, offset, choicesAt(place.path, boards, places));
}

function choicesAt(path: JsonPath, boards: readonly Analysis[], places: ConfigurationPlaces): Choice[] {
  if (nameKindInConfiguration(path) === 'heap') return heapsOf(boards);
  const files = (texts: readonly string[], kind: Choice['kind'] = 'file'): Choice[] =>
    texts.map((text) => ({ text, kind, rank: Rank.fitting }));
  const [first, , member] = path;
  if (first === 'boards' && path.length === 2) return files(places.boards);
  if (first === 'overlays' && path.length === 2) return files(places.overlays);
  if (first === 'includeRoots' && path.length === 2) return files(places.includeRoots, 'folder');
  if (first === 'bases' && member === 'board' && path.length === 3) return files(places.boards);
  if (first === 'bases' && member === 'overlays' && path.length === 4) return files(places.overlays);
  if (first !== 'profile' || path[1] !== 'kernel' || path.length !== 2) return [];
  return RELEASES.map(({ version, note }, index) => ({
    text: version,
    detail: note,
    kind: 'value',
    rank: Rank.fitting + index / 100,
  }));
}

/** The heaps of some boards by the names that programs open; labels are none. */
function heapsOf(boards: readonly Analysis[]): Choice[] {
  const choices = new Map<string, Choice>();
  for (const board of boards)
    for (const choice of heapChoices(board, {}))
      if (choice.kind === 'region' && !choices.has(choice.text)) choices.set(choice.text, choice);
  return [...choices.values()];
}
