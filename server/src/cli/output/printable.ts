// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be kept from the terminal.
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text from an input file that a terminal may be given: control characters and those that turn the direction of
 * writing are shown by their number, so that a file cannot move the cursor or disguise what it says.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** A byte string (one character a byte) as the text it is in UTF-8, for printing. */
export function decodeBytes(bytes: string): string {
  return printable(Buffer.from(bytes, 'latin1').toString('utf8'));
}
