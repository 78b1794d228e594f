/** Whose count of lines is meant: to dtc, of a text that was not preprocessed, a carriage return alone ends none. */
export type LineEnds = 'gcc' | 'dtc';

/** A carriage return that ends a line by itself. */
const LONE_RETURN = /\r(?!\n)/g;

/**
 * A text in which a line feed stands wherever a line ends, every other character in its place: to gcc and to the protocol a
 * carriage return that has none after it ends a line by itself.
 */
export const withLineFeeds = (text: string, lineEnds: LineEnds = 'gcc'): string =>
  lineEnds === 'gcc' && text.includes('\r') ? text.replaceAll(LONE_RETURN, '\n') : text;
