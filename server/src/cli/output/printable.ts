import { shortened, textOfBytes, textOfMessage } from '../../text/bytesAndText.ts';

/**
 * What a terminal obeys instead of showing it, what turns the direction of writing or breaks a line where none is
 * seen to be broken (Unicode's Bidi_Control, U+2028, U+2029), and what looks like a space or like nothing and is none (U+00A0,
 * Unicode's Default_Ignorable_Code_Point, and the marks of annotations beside it, U+FFF9 to U+FFFB: people paste them from pages);
 * a lone surrogate stands for a byte that is no UTF-8. What joins letters (U+200C, U+200D) and selects their forms stays: names
 * are written with it. The characters are listed, as those of a property take longer to find.
 */
export const UNPRINTABLE = String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}]`;

const EVERYWHERE = new RegExp(UNPRINTABLE, 'gu');
const IN_A_LINE = new RegExp(`[\\t\\n]|${UNPRINTABLE}`, 'gu');

/** A character by its number: `\x1b`, `\u202e`, `\u{e0041}`; a byte that is no UTF-8 by its own. */
export function numbered(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const shown = code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code;
  const number = shown.toString(16);
  if (shown > 0xffff) return `\\u{${number}}`;
  return shown < 0x100 ? `\\x${number.padStart(2, '0')}` : `\\u${number.padStart(4, '0')}`;
}

/** A text in which everything that a terminal would obey is shown by its number. Lines and tabs stay. */
export const numberedText = (text: string): string => text.replace(EVERYWHERE, numbered);

/**
 * A message or a name from outside that a terminal may be given, the bytes that it quotes as text: what would move the
 * cursor or disguise what it says is shown by its number. Lines and tabs stay.
 */
export const printable = (message: string): string => numberedText(textOfMessage(message));

/** The same for what is to stay in one line. */
export const printableLine = (message: string): string => textOfMessage(message).replace(IN_A_LINE, numbered);

/** A message of several sentences, a line each, in one line: the last mark of a line may be left out, as gcc does. */
export const printableSentences = (message: string): string =>
  printable(message)
    .replace(/([^.:;,!?])\n/g, '$1. ')
    .replaceAll('\n', ' ');

/** So much is shown of a word that is too long. */
const SHOWN_OF_A_WORD = 200;

/** A message in which a word that is longer than `most` characters, as somebody may have typed it, is cut. */
export function withShortWords(message: string, most: number): string {
  if (message.length <= most) return message;
  const words = message.split(' ');
  return words.map((word) => (word.length > most ? shortened(word, SHOWN_OF_A_WORD) : word)).join(' ');
}

/** A path for a terminal, in one line. */
export const printablePath = (path: string): string => path.replace(IN_A_LINE, numbered);

/** Bytes of a file (one character a byte) for a terminal. */
export const printableBytes = (bytes: string): string => numberedText(textOfBytes(bytes));
