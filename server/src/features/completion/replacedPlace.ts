import type { TypingPlace } from '../../devicetree/document/typingPlace.ts';
import { withLineFeeds } from '../../text/lineFeeds.ts';

/** A place, its word as far as a suggestion replaces it. */
export interface ReplacedPlace {
  readonly place: TypingPlace;
  /** Whether all of the word goes: half of a value is none, so that a client must not keep the rest of it. */
  readonly isWhole: boolean;
}

/**
 * What a suggestion replaces at a place: what is typed, and of what stands after the cursor the value, cell or name that
 * begins there, since a second one beside it would be another text than anyone means. `undefined` where what follows
 * goes over the end of the line, which no suggestion may replace.
 */
export function replacedPlace(place: TypingPlace, offset: number): ReplacedPlace | undefined {
  const { kind, word } = place;
  const text = withLineFeeds(word.file.text);
  const isEmpty = word.start === word.end;
  switch (kind) {
    case 'string':
    case 'include':
      return { place, isWhole: true };
    case 'value':
    case 'deleted-node':
    case 'deleted-property': {
      if (!isEmpty) return { place, isWhole: false };
      const start = offset + (/^[ \t]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
      if (/^\s*[<"[]/.test(text.slice(start, start + 200)) && /[\r\n]/.test(text.charAt(start))) return undefined;
      if (!/[<"[&/(\w]/.test(text.charAt(start)) || /^\/[/*]/.test(text.slice(start, start + 2)))
        return { place, isWhole: false };
      const end = endOfValue(text, start);
      return end === undefined ? undefined : { place: widened(place, end), isWhole: true };
    }
    case 'cell': {
      const end = isEmpty ? endOfCells(text, offset, 1) : undefined;
      const isBeside = end !== undefined && !/\s/.test(text.charAt(offset));
      return isBeside ? { place: widened(place, end), isWhole: true } : { place, isWhole: false };
    }
    case 'expression':
    case 'condition': {
      const name = isEmpty ? /^\w+/.exec(text.slice(offset, offset + 200))?.[0] : undefined;
      return name === undefined
        ? { place, isWhole: false }
        : { place: widened(place, offset + name.length), isWhole: true };
    }
    default:
      return { place, isWhole: false };
  }
}

const widened = (place: TypingPlace, end: number): TypingPlace => ({ ...place, word: { ...place.word, end } });

/** The end of a string, a reference with its path, a word with its arguments, or a list in its brackets. */
const VALUE =
  /"(?:[^"\\\n]|\\.)*"|\[[^\]\n]*\]|&\{[^}\n]*\}|&\w+|[\w,.+*?#@-]+|\/bits\/[ \t]+\w+[ \t]*(?=<)|\/incbin\/(?=\()/y;

/** Where the one value that begins at an offset ends on its line; `undefined` where it is not closed there. */
function endOfValue(text: string, start: number): number | undefined {
  const opening = text.charAt(start);
  if (opening === '<' || opening === '(') return endOfBrackets(text, start);
  VALUE.lastIndex = start;
  const found = VALUE.exec(text)?.[0];
  if (found === undefined) return undefined;
  const end = start + found.length;
  const next = text.charAt(end);
  return next === '(' || (next === '<' && found.startsWith('/')) ? endOfBrackets(text, end) : end;
}

/** Where the brackets that open at an offset close on the same line; `<` is none inside of parentheses. */
function endOfBrackets(text: string, start: number): number | undefined {
  const isList = text.charAt(start) === '<';
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\n') return undefined;
    if (character === '(') depth++;
    else if (character === ')' && --depth === 0 && !isList) return at + 1;
    else if (character === '>' && isList && depth === 0) return at + 1;
  }
  return undefined;
}

/** One cell: a number, a reference, a macro. */
const CELL = /[ \t]*(&\{[^}\n]*\}|&?\w+)/y;

/**
 * Where at most `count` cells after an offset end, as far as they stand on its line; `undefined` where none does.
 * Parentheses count as one cell, and so does a macro with its arguments.
 */
export function endOfCells(text: string, offset: number, count: number): number | undefined {
  let end: number | undefined;
  for (let taken = 0; taken < count; taken++) {
    const from = end ?? offset;
    const blanks = /^[ \t]*/.exec(text.slice(from, from + 200))?.[0].length ?? 0;
    CELL.lastIndex = from;
    const found = text.charAt(from + blanks) === '(' ? undefined : CELL.exec(text)?.[0];
    if (found === undefined && text.charAt(from + blanks) !== '(') return end;
    const after = found === undefined ? from + blanks : from + found.length;
    const next = text.charAt(after) === '(' ? endOfBrackets(text, after) : after;
    if (next === undefined) return end;
    end = next;
  }
  return end;
}
