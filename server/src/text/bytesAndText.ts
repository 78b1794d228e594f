/**
 * The border between bytes and text. Contents of files are bytes, kept as strings of one character a byte; paths,
 * arguments and messages are text in UTF-16. Bytes are UTF-8; one that is not part of valid UTF-8 becomes the lone
 * surrogate U+DC00 + byte, as Python's `surrogateescape` has it (PEP 383), so that every name there is on a disk has a
 * text, and every text leads back to the same bytes.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: everything beyond ASCII is meant.
const BEYOND_ASCII = /[^\x00-\x7f]/;

/** The lone surrogate that stands for the byte 0. */
const ESCAPED_BYTE = 0xdc00;

/** Whether a code unit stands for a byte that is no UTF-8. */
const isEscapedByte = (unit: number): boolean => unit >= 0xdc80 && unit <= 0xdcff;

/**
 * How many of the bytes at `at` make one character of UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above
 * U+10FFFF); 1 for a byte that begins none.
 */
export function sequenceLength(bytes: string, at: number): number {
  const lead = bytes.charCodeAt(at);
  if (lead < 0xc2 || lead > 0xf4) return 1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const second = bytes.charCodeAt(at + 1);
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (!(second >= lowest && second <= highest)) return 1;
  for (let next = 2; next < length; next++) {
    const byte = bytes.charCodeAt(at + next);
    if (!(byte >= 0x80 && byte <= 0xbf)) return 1;
  }
  return length;
}

/** Where the character begins that the byte at `at` is part of. */
function characterStart(bytes: string, at: number): number {
  for (let start = at - 1; start >= 0 && start > at - 4; start--) {
    if (sequenceLength(bytes, start) > at - start) return start;
  }
  return at;
}

/** The bytes from `start` to `end` with those that make whole characters of the first and the last, `most` at the most. */
export function wholeCharacters(bytes: string, start: number, end: number, most: number): string {
  const from = characterStart(bytes, start);
  const last = end > from ? characterStart(bytes, end - 1) : end;
  const to = end > from ? last + sequenceLength(bytes, last) : end;
  return bytes.slice(from, to - from > most ? characterStart(bytes, from + most) : to);
}

/** Bytes or a text of at most `most` units: what is longer is cut between characters, and ends with `…`. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = characterStart(text, most - 1);
  // Half of a pair of surrogates is no character either.
  return `${text.slice(0, /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end)}…`;
}

/** The character that the `length` bytes at `at` are in UTF-8. */
function characterAt(bytes: string, at: number, length: number): string {
  let code = bytes.charCodeAt(at) & (0xff >> (length + 1));
  for (let next = 1; next < length; next++) code = (code << 6) | (bytes.charCodeAt(at + next) & 0x3f);
  return String.fromCodePoint(code);
}

/** The text of a string of one character a byte. */
export function textOfBytes(bytes: string): string {
  if (!BEYOND_ASCII.test(bytes)) return bytes;
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    const byte = bytes.charCodeAt(at);
    if (length > 1) text += characterAt(bytes, at, length);
    else text += byte < 0x80 ? bytes.charAt(at) : String.fromCharCode(ESCAPED_BYTE + byte);
    at += length;
  }
  return text;
}

/** The bytes of a text, one character each; a lone surrogate that stands for no byte becomes U+FFFD. */
export function bytesOfText(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text;
  let bytes = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes += character;
    else if (isEscapedByte(code)) bytes += String.fromCharCode(code - ESCAPED_BYTE);
    else bytes += utf8Bytes(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
  }
  return bytes;
}

function utf8Bytes(code: number): string {
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), tail(0));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), tail(6), tail(0));
  return String.fromCharCode(0xf0 | (code >> 18), tail(12), tail(6), tail(0));
}

/**
 * A message, which may quote bytes of a file between words and paths that are text, as text: where characters up to
 * U+00FF make valid UTF-8, they are those bytes.
 */
export function textOfMessage(message: string): string {
  if (!BEYOND_ASCII.test(message)) return message;
  let text = '';
  for (let at = 0; at < message.length; ) {
    const length = sequenceLength(message, at);
    text += length > 1 ? characterAt(message, at, length) : message.charAt(at);
    at += length;
  }
  return text;
}

/** A text's bytes with everything but letters, digits and `-_.!~*'()` as `%XX`, as `encodeURIComponent` has it. */
export function percentEncoded(text: string): string {
  return bytesOfText(text).replace(
    /[^A-Za-z0-9\-_.!~*'()]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** The text that `percentEncoded` encoded; what is no `%XX` stays. */
export function percentDecoded(encoded: string): string {
  return textOfBytes(
    bytesOfText(encoded).replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    ),
  );
}

/** Whether a text holds a lone surrogate, which stands for a byte that is no UTF-8 and is no character. */
export const hasLoneSurrogate = (text: string): boolean => /\p{Surrogate}/u.test(text);
