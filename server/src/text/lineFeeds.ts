/** A carriage return that ends a line by itself. */
const LONE_RETURN = /\r(?!\n)/g;

/**
 * A text with a line feed for each carriage return that has none after it, every other character in its place: to gcc and to
 * the protocol such a one ends a line by itself.
 */
export const withLineFeeds = (text: string): string =>
  text.includes('\r') ? text.replaceAll(LONE_RETURN, '\n') : text;
