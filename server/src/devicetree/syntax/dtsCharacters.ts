/*
 * Character classes of dtc's lexer (dtc-lexer.l), as a table over byte values.
 */

const NAME = 1;
const SPACE = 2;
const IDENTIFIER = 4;
const IDENTIFIER_START = 8;
const DIGIT = 16;
const HEX_DIGIT = 32;

const CLASSES = new Uint8Array(256);
const mark = (characters: string, kind: number): void => {
  for (let index = 0; index < characters.length; index++) {
    const code = characters.charCodeAt(index);
    CLASSES[code] = (CLASSES[code] ?? 0) | kind;
  }
};
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
mark(`${LETTERS}${DIGITS},._+*#?@-`, NAME);
mark(' \t\n\r\v\f', SPACE);
mark(`${LETTERS}${DIGITS}_`, IDENTIFIER);
mark(`${LETTERS}_`, IDENTIFIER_START);
mark(DIGITS, DIGIT);
mark(`${DIGITS}abcdefABCDEF`, HEX_DIGIT);

/** After the end of a text `charCodeAt` answers NaN, which as an index would make every look into the table slow. */
const classOf = (code: number): number => (code < 256 ? (CLASSES[code] ?? 0) : 0);

/** A character of a node's or property's name: dtc's PROPNODECHAR. */
export const isNameCharacter = (code: number): boolean => (classOf(code) & NAME) !== 0;
export const isSpace = (code: number): boolean => (classOf(code) & SPACE) !== 0;
export const isIdentifierCharacter = (code: number): boolean => (classOf(code) & IDENTIFIER) !== 0;
export const isIdentifierStart = (code: number): boolean => (classOf(code) & IDENTIFIER_START) !== 0;
export const isDigit = (code: number): boolean => (classOf(code) & DIGIT) !== 0;
export const isHexDigit = (code: number): boolean => (classOf(code) & HEX_DIGIT) !== 0;

/** What a hexadecimal digit's character code stands for; not to be asked of others. */
export const hexDigitValue = (code: number): number => (code <= 57 ? code - 48 : (code | 32) - 87);

/** The offset of the next character at or after `at` that is neither white space nor in a comment; `end` at most. */
export function skipSpace(text: string, at: number, end: number): number {
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      at++;
    } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      const close = text.indexOf('*/', at + 2);
      at = close < 0 || close + 2 > end ? end : close + 2;
    } else if (code === 47 && text.charCodeAt(at + 1) === 47) {
      const newline = text.indexOf('\n', at + 2);
      at = newline < 0 || newline >= end ? end : newline + 1;
    } else {
      break;
    }
  }
  return at;
}

/** The offset after the white space that begins at `at`. */
export function endOfSpace(text: string, at: number, end: number): number {
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The offset after the name (PROPNODECHARs) that begins at `at`. */
export function endOfName(text: string, at: number, end: number): number {
  while (at < end && isNameCharacter(text.charCodeAt(at))) at++;
  return at;
}

/** The offset after the identifier that begins at `at`. */
export function endOfIdentifier(text: string, at: number, end: number): number {
  while (at < end && isIdentifierCharacter(text.charCodeAt(at))) at++;
  return at;
}

/**
 * The offset of the first newline in `[start, end)` of a text, -1 if there is none. Unlike `indexOf` it looks no further,
 * which on one long line would be the whole text for each piece.
 */
export function newlineWithin(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === 10 /* line feed */) return at;
  return -1;
}
