/** What a byte can begin, for the C lexer of an assembler source (gcc's `CLK_ASM`: `$` and non-ASCII bytes are no letters). */
export const CharacterClass = {
  other: 0,
  blank: 1,
  newline: 2,
  letter: 3,
  digit: 4,
} as const;

/** The `CharacterClass` of every byte; blank is what libcpp calls horizontal white space, the null byte among it. */
const CHARACTER_CLASSES: Uint8Array = (() => {
  const classes = new Uint8Array(256);
  for (const blank of [0x00, 0x09, 0x0b, 0x0c, 0x20]) classes[blank] = CharacterClass.blank;
  classes[0x0a] = CharacterClass.newline;
  for (let digit = 0x30; digit <= 0x39; digit++) classes[digit] = CharacterClass.digit;
  for (let letter = 0; letter < 26; letter++) {
    classes[0x41 + letter] = CharacterClass.letter;
    classes[0x61 + letter] = CharacterClass.letter;
  }
  classes[0x5f] = CharacterClass.letter;
  return classes;
})();

/**
 * The `CharacterClass` of what `charCodeAt` answers: `other` after the end of a text, where it answers NaN, which as an
 * index would make every look into the table slow.
 */
export const classOf = (code: number): number => (code < 256 ? (CHARACTER_CLASSES[code] ?? 0) : 0);

export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const AMPERSAND = 0x26;
export const SINGLE_QUOTE = 0x27;
export const OPEN_PAREN = 0x28;
export const STAR = 0x2a;
const PLUS = 0x2b;
const MINUS = 0x2d;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const EQUALS = 0x3d;
export const GREATER = 0x3e;
export const UPPER_L = 0x4c;
export const BACKSLASH = 0x5c;
export const NEWLINE = 0x0a;

/** Whether a byte begins a string or character constant. */
export const isQuote = (code: number): boolean => code === DOUBLE_QUOTE || code === SINGLE_QUOTE;

/** Whether a byte may continue an identifier. */
function continuesName(code: number): boolean {
  return classOf(code) >= CharacterClass.letter;
}

/** The end of the identifier that begins at `start`. */
export function endOfName(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && continuesName(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the preprocessing number that begins at `start` (C11 6.4.8; a sign belongs to it after `e` and `p`). */
export function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (continuesName(code) || code === DOT) continue;
    if (code !== PLUS && code !== MINUS) break;
    const before = text.charCodeAt(at - 1) | 0x20;
    if (before !== 0x65 && before !== 0x70) break;
  }
  return at;
}

/**
 * The end of the string or character constant whose opening quote stands at `start`. Without a closing quote on its line
 * it ends with the line, and the end is negated (libcpp `lex_string`).
 */
export function quotedEnd(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === NEWLINE) break;
    at += code === BACKSLASH && at + 1 < text.length && text.charCodeAt(at + 1) !== NEWLINE ? 2 : 1;
  }
  return -at;
}

/** The end of the line that holds `start`: the offset of its line feed, or of the text's end. */
export function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** The end of the block comment that begins at `start`; negated text length where it is not closed. */
export function blockCommentEnd(text: string, start: number): number {
  const close = text.indexOf('*/', start + 2);
  return close < 0 ? -text.length : close + 2;
}
