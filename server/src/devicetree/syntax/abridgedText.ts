import { isNameCharacter, isSpace } from './characters.ts';
import type { PropertyStatement } from './items.ts';
import { hashWith, type KnownStatements } from './knownStatements.ts';
import { endOfString } from './literals.ts';
import type { StatementForms } from './statementForms.ts';

const LINE_FEED = 10;
const QUOTE = 34;
const AMPERSAND = 38;
const APOSTROPHE = 39;
const ASTERISK = 42;
const SLASH = 47;
const SEMICOLON = 59;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** Statements of properties that were left out, in the order of the text. */
export interface OmittedStatements {
  /** The offsets of the names, and those of the semicolons. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** What the statement says, where its very text has been read before. */
  readonly known: readonly (PropertyStatement | undefined)[];
}

/**
 * A text made short for the parser, which takes as long as there are characters and tokens: without the white space that
 * begins lines, and without the statements of properties whose text, or form, the parser has accepted before. The
 * grammar takes any number of properties wherever a statement ends or a body begins, so that the whole text is free of
 * errors exactly if what is left of it is.
 */
export class AbridgedText {
  readonly text: string;
  readonly omitted: OmittedStatements;
  /** Where the stretches that were copied begin, in this text and in the whole one. */
  readonly #starts: number[] = [];
  readonly #wholeStarts: number[] = [];

  constructor(whole: string, known: KnownStatements, forms: StatementForms) {
    const parts: string[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const statements: (PropertyStatement | undefined)[] = [];
    const scan = { hash: 0 };
    let length = 0;
    let copied = 0;
    const copy = (end: number): void => {
      if (end <= copied) return;
      this.#starts.push(length);
      this.#wholeStarts.push(copied);
      parts.push(whole.slice(copied, end));
      length += end - copied;
    };
    let at = 0;
    let beginsStatement = true;
    while (at < whole.length) {
      if (beginsStatement) {
        beginsStatement = false;
        const start = behindBlank(whole, at);
        const end = isNameCharacter(whole.charCodeAt(start)) ? endOfStatement(whole, start, scan) : -1;
        if (end >= 0) {
          const statement = known.find(whole, start, end, scan.hash);
          if (statement !== undefined || forms.isAccepted(whole, start, end)) {
            starts.push(start);
            ends.push(end);
            statements.push(statement);
            copy(at);
            copied = end + 1;
          } else if (start > at) {
            copy(at);
            copied = start;
          }
          beginsStatement = true;
          at = end + 1;
          continue;
        }
        if (start > at) {
          copy(at);
          copied = start;
          at = start;
          continue;
        }
      }
      switch (whole.charCodeAt(at)) {
        case QUOTE:
          at = endOfString(whole, at);
          break;
        case APOSTROPHE:
          // It may quote a quote; what little there is behind it is left as it is.
          at = whole.length;
          break;
        case SLASH:
          at = endOfComment(whole, at);
          break;
        case LINE_FEED: {
          const end = behindBlank(whole, at + 1);
          if (end > at + 1) {
            copy(at + 1);
            copied = end;
          }
          at = end;
          break;
        }
        case OPENING_BRACE:
          beginsStatement = whole.charCodeAt(at - 1) !== AMPERSAND;
          at++;
          break;
        case SEMICOLON:
          beginsStatement = true;
          at++;
          break;
        default:
          at++;
      }
    }
    copy(whole.length);
    this.text = parts.join('');
    this.omitted = { starts, ends, known: statements };
  }

  /** The offset in the whole text of the character at an offset of this one. */
  wholeOffset(offset: number): number {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return (this.#wholeStarts[low] ?? 0) + offset - (starts[low] ?? 0);
  }
}

function behindBlank(text: string, at: number): number {
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The offset behind the comment that a slash begins, or behind the slash if it begins none. */
function endOfComment(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next !== ASTERISK && next !== SLASH) return at + 1;
  const close = next === ASTERISK ? text.indexOf('*/', at + 2) + 2 : text.indexOf('\n', at + 2);
  return close < at + 2 ? text.length : close;
}

/**
 * The offset of the `;` that ends a statement, and the hash of the text before it; -1 if a brace comes first, or what
 * may hide a semicolon.
 */
function endOfStatement(text: string, start: number, scan: { hash: number }): number {
  let hash = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    switch (code) {
      case SEMICOLON:
        scan.hash = hash;
        return at;
      case QUOTE: {
        const end = endOfString(text, at);
        for (; at < end - 1; at++) hash = hashWith(hash, text.charCodeAt(at));
        hash = hashWith(hash, text.charCodeAt(at));
        break;
      }
      case OPENING_BRACE:
        if (text.charCodeAt(at - 1) !== AMPERSAND) return -1;
        while (at < text.length && text.charCodeAt(at) !== CLOSING_BRACE) hash = hashWith(hash, text.charCodeAt(at++));
        hash = hashWith(hash, CLOSING_BRACE);
        break;
      case CLOSING_BRACE:
      case APOSTROPHE:
        return -1;
      case SLASH: {
        const next = text.charCodeAt(at + 1);
        if (next === SLASH || next === ASTERISK) return -1;
        hash = hashWith(hash, code);
        break;
      }
      default:
        hash = hashWith(hash, code);
    }
  }
  return -1;
}
