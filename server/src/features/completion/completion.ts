import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import { type TypingPlace, typingPlaceAt } from '../../devicetree/document/typingPlace.ts';
import { nodeRoleOf } from '../nodeRole.ts';
import type { Asked } from './asked.ts';
import { cellSuggestions } from './cellSuggestions.ts';
import { type IncludePlaces, includeSuggestions } from './includes.ts';
import { conditionSuggestions, macroSuggestions } from './macros.ts';
import { stringSuggestions, valueSuggestions } from './propertyValues.ts';
import { pathSuggestions, referenceSuggestions } from './references.ts';
import { replacedPlace } from './replacedPlace.ts';
import { deletedNodeSuggestions, deletedPropertySuggestions, statementSuggestions } from './statements.ts';
import { beginsWith, Rank, type Suggestion } from './suggestion.ts';

/** What can be typed at a place. */
export interface Completion {
  readonly place: TypingPlace;
  /** Whether a suggestion replaces the whole word of the place, whichever way a client inserts. */
  readonly isWhole: boolean;
  /** The best first. */
  readonly suggestions: readonly Suggestion[];
  /** Whether more could be said once more is typed. */
  readonly isCut: boolean;
}

/** Longer lists serve nobody; a hostile tree could make them any length. */
const MAXIMUM_SUGGESTIONS = 400;

/** What a board is not needed for, or is not known from. */
export interface CompletionSources {
  /** The board that the document is seen through; `undefined` where none is known. */
  readonly analysis: Analysis | undefined;
  readonly includes: IncludePlaces;
}

/**
 * What can be typed at a byte offset of a document, half typed or not. `undefined` where a word means nothing: in comments,
 * in strings that are not known here, after a whole value.
 */
export function complete(document: DocumentTree, offset: number, sources: CompletionSources): Completion | undefined {
  const typing = typingPlaceAt(document, offset);
  const replaced = typing && replacedPlace(typing, offset);
  if (replaced === undefined) return undefined;
  const { place, isWhole } = replaced;
  const { analysis } = sources;
  const typed = document.file.text.slice(place.word.start, offset);
  const role = place.node === undefined ? undefined : nodeRoleOf(analysis, place.node);
  const { items, isCut } = suggest({ analysis, document, offset, place, typed, role }, sources.includes);
  // The tree has the name that is being typed, too; a label it has from elsewhere.
  const word = document.file.text.slice(place.word.start, place.word.end);
  const others = items.filter(({ label, rank, kind }) => rank !== Rank.seen || kind === 'label' || label !== word);
  const sorted = sortedFor(typed, others);
  return {
    place,
    isWhole,
    suggestions: sorted.slice(0, MAXIMUM_SUGGESTIONS),
    isCut: isCut || sorted.length > MAXIMUM_SUGGESTIONS,
  };
}

/** By rank, what begins with what is typed before what only has it, and then by name. */
function sortedFor(typed: string, items: readonly Suggestion[]): Suggestion[] {
  const order = ({ label, filter = label, rank }: Suggestion): number => (beginsWith(typed, filter) ? 0 : 1000) + rank;
  return [...items].sort((a, b) => order(a) - order(b) || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
}

/** Suggestions, and whether more there are than these. */
interface Found {
  readonly items: readonly Suggestion[];
  readonly isCut: boolean;
}

const whole = (items: readonly Suggestion[]): Found => ({ items, isCut: false });

function suggest(asked: Asked, includes: IncludePlaces): Found {
  const { place, typed } = asked;
  switch (place.kind) {
    case 'statement':
      // Names of the tree's other properties come in once something is typed.
      return { items: statementSuggestions(asked), isCut: typed === '' };
    case 'deleted-node':
      return whole(deletedNodeSuggestions(asked));
    case 'deleted-property':
      return whole(deletedPropertySuggestions(asked));
    case 'value':
      return valueSuggestions(asked);
    case 'cell':
      return cellSuggestions(asked);
    case 'string':
      return stringSuggestions(asked);
    case 'expression':
      if (typed.startsWith('&{')) return whole(pathSuggestions(asked));
      return typed.startsWith('&') ? whole(referenceSuggestions(asked, place.property)) : macroSuggestions(asked);
    case 'include':
      return whole(includeSuggestions(asked, includes));
    case 'condition':
      return conditionSuggestions(asked);
  }
}
