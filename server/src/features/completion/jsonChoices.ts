import type { JsonPlace } from '../../text/json/jsonPlace.ts';
import type { Span } from '../../text/sourceFile.ts';
import { matches, type Suggestion } from './suggestion.ts';

/** What can be typed at a place of a scenario or a `.dtheaps.json`. */
export interface JsonCompletion {
  readonly word: Span;
  readonly suggestions: readonly Suggestion[];
}

/** A name that can be written, and what it stands for. */
export interface Choice {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly kind: Suggestion['kind'];
  readonly rank: number;
}

/** More of one kind are not listed. */
const MAXIMUM_NAMES = 300;

/** The choices that go on from what is typed at a place, with quotes where none stand there; `undefined` where there is none at all. */
export function chosenAt(place: JsonPlace, offset: number, choices: readonly Choice[]): JsonCompletion | undefined {
  const { word, isInString } = place;
  const typed = word.file.text.slice(word.start, offset);
  const suggestions = [...choices]
    .sort((a, b) => a.rank - b.rank)
    .filter(({ text }) => matches(typed, text))
    .slice(0, MAXIMUM_NAMES)
    .map(({ text, detail, kind, rank }): Suggestion => {
      const written = isInString ? text : JSON.stringify(text);
      return { label: text, kind, detail, insertion: [written], filter: written, rank };
    });
  return choices.length === 0 ? undefined : { word, suggestions };
}
