import type { Span } from '../../text/sourceFile.ts';

/** What a suggestion is, for the picture beside it. */
export type SuggestionKind =
  | 'property'
  | 'node'
  | 'region'
  | 'label'
  | 'value'
  | 'place'
  | 'macro'
  | 'file'
  | 'folder'
  | 'keyword'
  | 'parameter'
  | 'snippet';

/** A stretch that a person fills in, visited in the order of `stop`; 0 is where the cursor ends. */
export interface Placeholder {
  readonly stop: number;
  readonly text: string;
}

/** Text with what is to be filled in. */
export type Insertion = readonly (string | Placeholder)[];

/** One entry of a completion list. What its texts quote of sources is one character a byte. */
export interface Suggestion {
  readonly label: string;
  readonly kind: SuggestionKind;
  /** One line beside the label. */
  readonly detail?: string | undefined;
  /** What it means, in plain text; made when somebody looks at the entry. */
  readonly documentation?: (() => string | undefined) | undefined;
  readonly insertion: Insertion;
  /** What is compared with what is typed; the label where nothing is said. */
  readonly filter?: string | undefined;
  /** The lower, the further up. */
  readonly rank: number;
  /** What it replaces, if not the word at the place. Begins before the place, ends at it or after it, on one line. */
  readonly span?: Span | undefined;
  /** Whether something else takes its place nowadays. */
  readonly isDeprecated?: boolean;
}

/** Where the groups of suggestions stand in a list. */
export const Rank = {
  required: 0,
  fitting: 10,
  known: 20,
  setElsewhere: 30,
  /** Known from other nodes of the tree. */
  seen: 40,
  keyword: 50,
  old: 90,
} as const;

/**
 * The text of an insertion for a client that has no snippets: without the line that the cursor would have alone, and
 * without white space at the end of another.
 */
export function plainText(insertion: Insertion): string {
  const text = insertion.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  return text.replace(/\n+[ \t]+(?=\n)/g, '').replace(/[ \t]+(?=\n)/g, '');
}

/** The text of an insertion in the protocol's snippet syntax. */
export function snippetText(insertion: Insertion): string {
  return insertion
    .map((part) => {
      if (typeof part === 'string') return escapeSnippet(part);
      return part.text === '' ? `$${part.stop}` : `\${${part.stop}:${escapeSnippet(part.text)}}`;
    })
    .join('');
}

const escapeSnippet = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

/** Whether an insertion leaves anything to be filled in. */
export const hasPlaceholders = (insertion: Insertion): boolean => insertion.some((part) => typeof part !== 'string');

/** Whether a text begins with what is typed, whatever the case. */
export function beginsWith(typed: string, text: string): boolean {
  return text.slice(0, typed.length).toLowerCase() === typed.toLowerCase();
}

/**
 * Whether a text is what is being typed, whatever the case: what is typed is in it, or its characters are in their order,
 * the first at the beginning of a word (`mr` for `memory-region`).
 */
export function matches(typed: string, text: string): boolean {
  const lower = text.toLowerCase();
  const sought = typed.toLowerCase();
  if (lower.includes(sought)) return true;
  for (let start = lower.indexOf(sought.charAt(0)); start >= 0; start = lower.indexOf(sought.charAt(0), start + 1)) {
    if (isWordStart(lower, start) && isInOrder(sought, lower, start)) return true;
  }
  return false;
}

const isWordStart = (text: string, at: number): boolean => at === 0 || /[^a-z0-9]/.test(text.charAt(at - 1));

function isInOrder(sought: string, text: string, start: number): boolean {
  let at = start;
  for (const character of sought) {
    at = text.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
