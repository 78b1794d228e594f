import { type KnownValues, LONGEST_KNOWN } from './knownValues.ts';
import { endOfString } from './literals.ts';

const TAB = 9;
const LINE_FEED = 10;
const SPACE = 32;
const QUOTE = 34;
const APOSTROPHE = 39;
const ASTERISK = 42;
const SLASH = 47;
const SEMICOLON = 59;
const EQUALS = 61;

/** What the parser is given for a value that it has accepted before: the shortest value there is. */
const STAND_IN = '&v';

/**
 * A text made short for the parser, which takes as long as there are characters and tokens: without the white space that
 * begins lines, and with a stand-in for every value that the parser has accepted before in the place of a value. The
 * grammar takes one value where it takes the other, so that one text is free of errors exactly if the other is.
 */
export class AbridgedText {
  readonly text: string;
  /** Where the stretches that were copied begin, in this text and in the whole one. */
  readonly #starts: number[] = [];
  readonly #wholeStarts: number[] = [];

  constructor(whole: string, known: KnownValues) {
    const parts: string[] = [];
    let length = 0;
    let copied = 0;
    const copy = (end: number): void => {
      if (end > copied) {
        this.#starts.push(length);
        this.#wholeStarts.push(copied);
        parts.push(whole.slice(copied, end));
        length += end - copied;
      }
    };
    let at = 0;
    while (at < whole.length) {
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
          const end = endOfBlank(whole, at + 1);
          if (end > at + 1) {
            copy(at + 1);
            copied = end;
          }
          at = end;
          break;
        }
        case EQUALS: {
          const end = endOfValue(whole, at + 1);
          if (end >= 0 && known.find(whole, at + 1, end) !== undefined) {
            copy(at + 1);
            parts.push(STAND_IN);
            length += STAND_IN.length;
            copied = end;
            at = end;
          }
          at++;
          break;
        }
        default:
          at++;
      }
    }
    copy(whole.length);
    this.text = parts.join('');
  }

  /** The offset in the whole text of the character at an offset of this one, which is not to be in a stand-in. */
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

function endOfBlank(text: string, at: number): number {
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== SPACE && code !== TAB && code !== LINE_FEED) break;
  }
  return at;
}

/** The offset behind the comment that a slash begins, or behind the slash if it begins none. */
function endOfComment(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next !== ASTERISK && next !== SLASH) return at + 1;
  const close = next === ASTERISK ? text.indexOf('*/', at + 2) + 2 : text.indexOf('\n', at + 2);
  return close < at + 2 ? text.length : close;
}

/** The offset of the `;` that ends a value, strings passed over; -1 if it is too far away for a value that may be known. */
function endOfValue(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_KNOWN + 1);
  for (let at = start; at < limit; ) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON) return at;
    at = code === QUOTE ? endOfString(text, at) : at + 1;
  }
  return -1;
}
