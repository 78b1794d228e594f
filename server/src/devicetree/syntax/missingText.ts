import { endOfPiece } from './braces.ts';
import { skipSpace } from './dtsCharacters.ts';
import type { FirstError } from './firstError.ts';
import type { MissingText } from './items.ts';
import type { Closing } from './mendedShape.ts';

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['<', '>'],
  ['[', ']'],
  ['(', ')'],
]);

/** What stands before an offset of a text: the end of the last token, and the brackets that its statement has open. */
interface Before {
  readonly end: number;
  /** Where the token before that one ends. */
  readonly previousEnd: number;
  /** What closes the brackets, the innermost last. */
  readonly open: readonly string[];
}

/** The text that closes the brackets which are open before an offset. */
const closersOf = ({ open }: Before): string => open.toReversed().join('');

/**
 * Reads a text from its beginning as far as it is asked for, forward as long as the offsets grow. What it answers holds
 * until it is asked again.
 */
export class TokensBefore {
  private readonly _text: string;
  /** Where the last token begins and ends, and where the next one begins. */
  private _start = -1;
  private _end = 0;
  private _previousEnd = 0;
  private _at = 0;
  private _open: string[] = [];

  constructor(text: string) {
    this._text = text;
  }

  /** What stands before an offset at which a token begins, or the text ends. */
  at(offset: number): Before {
    const text = this._text;
    if (offset <= this._start) {
      this._start = -1;
      this._end = 0;
      this._at = 0;
      this._open = [];
    }
    this._at = skipSpace(text, this._at, text.length);
    while (this._at < offset) {
      this._start = this._at;
      this._take(text.charAt(this._at));
      this._previousEnd = this._end;
      this._end = endOfPiece(text, this._at);
      this._at = skipSpace(text, this._end, text.length);
    }
    return { end: Math.min(this._end, offset), previousEnd: this._previousEnd, open: this._open };
  }

  private _take(character: string): void {
    const open = this._open;
    const closer = CLOSERS.get(character);
    if (character === ';' || character === '{' || character === '}') open.length = 0;
    else if (character === open.at(-1)) open.pop();
    // In a parenthesis `<` is an operator, and lists stand in nothing.
    else if (closer !== undefined && (open.length === 0 || character === '(')) open.push(closer);
  }
}

/** The beginning of a statement, or of a label before one. */
const STATEMENT = /[\w,.+*#?@-]+\s*[={;:]/y;

/** Whether a word that was found in a list begins the next statement: the list was never closed. */
export function beginsStatement(text: string, start: number, { end, open }: Before): boolean {
  STATEMENT.lastIndex = start;
  return open.length > 0 && text.slice(end, start).includes('\n') && STATEMENT.test(text);
}

/** A token that the parser made up after the one that ends at an offset. */
export function missingToken(
  token: string,
  after: number,
): { readonly message: string; readonly missing: MissingText } {
  const isText = /^\W+$/.test(token);
  const missing = { after, parts: isText ? [{ after, text: token }] : [], isCertain: false };
  return { message: `Syntax error: \`${token}\` is missing after this`, missing };
}

/**
 * What is missing where reading fails: what closes brackets, strings and statements, and the comma between values.
 * `closings` are the braces whose absence the indentation shows. `undefined` where something is not missing but wrong.
 */
export function missingText(
  text: string,
  error: FirstError,
  tokens: TokensBefore,
  closings: readonly Closing[],
): MissingText | undefined {
  const { offset, expected, atEnd, openString } = error;
  if (openString !== undefined) return missingQuote(text, openString.end);
  if (atEnd && closings.length > 0) return missingBraces(tokens, closings);
  const before = tokens.at(atEnd ? text.length : offset);
  const found = atEnd ? '' : text.charAt(offset);
  const { end, previousEnd } = before;
  const closers = closersOf(before);
  // In a parenthesis the `>` of the list was taken for an operator.
  if ((found === ';' || found === ',') && closers.startsWith(')') && text.charAt(end - 1) === '>') {
    return { after: previousEnd, parts: [{ after: previousEnd, text: closers.slice(0, -1) }], isCertain: true };
  }
  const missing = missingBefore(found, closers, expected);
  if (missing === undefined) return expected.length === 1 ? { after: end, parts: [], isCertain: false } : undefined;
  // Lists are the same bytes in one or in two; strings side by side may be meant as one.
  const isCertain = ';},<'.includes(found) || text.slice(end, offset).includes('\n');
  return { after: end, parts: [{ after: end, text: missing }], isCertain };
}

function missingQuote(text: string, end: number): MissingText {
  const isFollowed = /[;,]/y;
  isFollowed.lastIndex = skipSpace(text, end, text.length);
  const quote = isFollowed.test(text) ? '"' : '";';
  return { after: end, parts: [{ after: end, text: quote }], isCertain: true };
}

function missingBraces(tokens: TokensBefore, closings: readonly Closing[]): MissingText {
  const parts = closings.map(({ at, column }) => ({ after: tokens.at(at).end, text: '};', column }));
  return { after: parts[0]?.after ?? 0, parts, isCertain: true };
}

/** The text that is missing before what was found; the empty text was found at the end. */
function missingBefore(found: string, closers: string, expected: readonly string[]): string | undefined {
  if (closers !== '') {
    const closed = closers.indexOf(found);
    if (found !== '' && closed >= 0) return closed === 0 ? undefined : closers.slice(0, closed);
    if (found === ';' || found === ',') return closers;
    return found === '' || found === '}' || /[a-zA-Z#]/.test(found) ? `${closers};` : undefined;
  }
  if (!expected.includes('`;`')) return undefined;
  return found === '<' || found === '[' || found === '"' ? ',' : ';';
}
