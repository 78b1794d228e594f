import { isSpace } from './dtsCharacters.ts';
import type { ItemProblem } from './items.ts';

/** The greatest value of dtc's integers, which are 64 bits wide and have no sign. */
export const MAXIMUM_INTEGER = 0xffff_ffff_ffff_ffffn;

/** A fault in a literal, to be placed by whoever knows where the literal stands. */
export type LiteralFault = Pick<ItemProblem, 'id' | 'message'>;

export interface IntegerLiteral {
  readonly value: bigint;
  readonly fault: LiteralFault | undefined;
}

/**
 * The value of an integer literal as dtc's lexer reads it (`strtoull` with base 0, then any of `U` and `L`):
 * `0x` makes it hexadecimal, a leading zero octal. A literal that is bad or out of range has the value that `strtoull`
 * leaves, and a fault.
 */
export function integerLiteral(text: string): IntegerLiteral {
  const digits = /^(0[xX][0-9a-fA-F]+|[0-9]*)/.exec(text)?.[0] ?? '';
  let value: bigint;
  if (/^0[xX]/.test(digits)) {
    value = BigInt(digits);
  } else if (digits.length > 1 && digits.startsWith('0')) {
    const octal = /^[0-7]*/.exec(digits)?.[0] ?? '0';
    value = octal.length > 1 ? BigInt(`0o${octal}`) : 0n;
    if (octal.length < digits.length) {
      return {
        value,
        fault: { id: 'bad-integer', message: `Bad integer literal '${text}': a leading 0 makes it octal` },
      };
    }
  } else {
    value = BigInt(digits === '' ? '0' : digits);
  }
  if (value <= MAXIMUM_INTEGER) return { value, fault: undefined };
  const message = `Integer literal '${text}' out of range: it does not fit into 64 bits`;
  return { value: MAXIMUM_INTEGER, fault: { id: 'integer-out-of-range', message } };
}

const INTEGER = /(?:0[xX][0-9a-fA-F]+|[0-9]+)(?:ULL|UL|LL|U|L)?/y;

/** The offset after the integer literal that begins at `at`, its suffix included; `at` if none does. */
export function endOfInteger(text: string, at: number): number {
  INTEGER.lastIndex = at;
  return INTEGER.test(text) ? INTEGER.lastIndex : at;
}

const SIMPLE_ESCAPES = new Map([
  ['a', 7],
  ['b', 8],
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
]);

/** What `strtol` with base 16 takes of the two characters after `\x`: white space and a sign may stand first. */
const HEXADECIMAL_ESCAPE = /^[ \t\n\v\f\r]*([+-]?)([0-9a-fA-F]+)/;

/**
 * Calls `append` with every byte of a string's or character's content, its escapes resolved as dtc does (util.c,
 * `get_escape_char`): `\a \b \t \n \v \f \r`, up to three octal digits, `\x` and up to two hexadecimal digits; a
 * backslash before anything else only goes away. Returns whether dtc takes it: it gives up at `\x` without digits.
 */
export function appendUnescaped(text: string, start: number, end: number, append: (byte: number) => void): boolean {
  let good = true;
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at++);
    if (code !== 92 || at >= end) {
      append(code & 0xff);
      continue;
    }
    const escaped = text.charCodeAt(at);
    if (escaped >= 48 && escaped <= 55) {
      let value = 0;
      for (let count = 0; count < 3 && at < end && (text.charCodeAt(at) & ~7) === 48; count++) {
        value = value * 8 + (text.charCodeAt(at++) & 7);
      }
      append(value & 0xff);
    } else if (escaped === 120) {
      const digits = HEXADECIMAL_ESCAPE.exec(text.slice(at + 1, Math.min(at + 3, end)));
      const value = Number.parseInt(digits?.[2] ?? '0', 16);
      append((digits?.[1] === '-' ? -value : value) & 0xff);
      good &&= digits !== null;
      at += 1 + (digits?.[0].length ?? 0);
    } else {
      at++;
      append(SIMPLE_ESCAPES.get(String.fromCharCode(escaped)) ?? escaped & 0xff);
    }
  }
  return good;
}

/** The fault of a string or character with `\x` and no digits after it. */
export const BAD_HEXADECIMAL_ESCAPE: LiteralFault = {
  id: 'bad-escape',
  message: '\\x used with no following hex digits',
};

/** The offset after the string literal whose `"` stands at `at`; the end of the text if it is not closed. */
export function endOfString(text: string, at: number): number {
  for (at++; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 34) return at + 1;
  }
  return text.length;
}

/**
 * The offset after the string literal whose `"` stands at `at`; the end of its line, or of the text, if it is not closed
 * before that. It reads no further than it answers.
 */
export function endOfStringOnLine(text: string, at: number): number {
  for (at++; at < text.length; at++) {
    if (text.charCodeAt(at) === 92) at++;
    else if (text.charCodeAt(at) === 34) return at + 1;
    if (text.charCodeAt(at) === 10) return at;
  }
  return text.length;
}

/**
 * Where the content ends of a string literal that begins at `start`, has no `"` before `limit`, and is being typed: at
 * the last character before `limit` that is neither white space nor the semicolon of its statement.
 */
export function endOfOpenContent(text: string, start: number, limit: number): number {
  let end = limit;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return end > start && text.charAt(end - 1) === ';' ? end - 1 : end;
}

/**
 * The offset after the character literal whose `'` stands at `at`: the longest run of characters other than `'`, and
 * of `\'`, that a `'` ends, as dtc's lexer matches it.
 */
export function endOfCharacter(text: string, at: number): number {
  for (let close = text.indexOf("'", at + 1); close >= 0; close = text.indexOf("'", close + 1)) {
    if (text.charCodeAt(close - 1) !== 92) return close + 1;
  }
  const close = text.lastIndexOf("'");
  return close <= at ? text.length : close + 1;
}

/** One character, or one escaped as `appendUnescaped` reads it; else a few, of which none is white space. */
const TYPED_CHARACTER = /'(?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|[\s\S])|[^\\'])'|'(?:\\\S|[^\s\\';]){2,16}'/y;

/**
 * The offset after the character literal whose `'` stands at `at`, in a text that is being typed, where a quote may have no
 * fellow: one of white space or a semicolon among several characters closes nothing. After the quote where it has none.
 */
export function endOfTypedCharacter(text: string, at: number): number {
  TYPED_CHARACTER.lastIndex = at;
  return TYPED_CHARACTER.test(text) ? TYPED_CHARACTER.lastIndex : at + 1;
}

/** The value of a character literal's content, one byte; more or fewer than one character are a fault. */
export function characterLiteral(text: string, start: number, end: number): IntegerLiteral {
  const bytes: number[] = [];
  const good = appendUnescaped(text, start, end, (byte) => bytes.push(byte));
  const value = BigInt(bytes[0] ?? 0);
  if (!good) return { value, fault: BAD_HEXADECIMAL_ESCAPE };
  if (bytes.length === 1) return { value, fault: undefined };
  const message =
    bytes.length === 0 ? 'Empty character literal' : `Character literal has ${bytes.length} characters instead of 1`;
  return { value, fault: { id: 'bad-character', message } };
}
