import { randomBytes } from 'node:crypto';
import colors from 'picocolors';
import { numbered, UNPRINTABLE } from './printable.ts';

/** How a text is set off; each function gives its argument back where colour is off. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

/**
 * What marks the beginning and the end of what is set off, until it is printed. It is drawn anew in each process, so
 * that no text from outside can hold it.
 */
const KEY = `\u0000${randomBytes(12).toString('hex')}:`;

const MARK = new RegExp(`${KEY}([0-9;]+)m`, 'g');
const MARK_OR_UNPRINTABLE = new RegExp(`${KEY}([0-9;]+)m|${UNPRINTABLE}`, 'gu');

/** A style of the library as one that marks. */
function marking(style: (text: string) => string): (text: string) => string {
  const [open = '', close = ''] = style(' ')
    .split(' ')
    .map((sequence) => KEY + sequence.slice('\u001b['.length));
  // What ends inside ends only there: bold and dim have one end.
  return (text) => open + text.replaceAll(close, close + open) + close;
}

export function styleFor(colour: boolean): Style {
  const { bold, dim, red, yellow, green, cyan } = colors.createColors(colour);
  if (!colour) return { bold, dim, red, yellow, green, cyan };
  return {
    bold: marking(bold),
    dim: marking(dim),
    red: marking(red),
    yellow: marking(yellow),
    green: marking(green),
    cyan: marking(cyan),
  };
}

/** A text without the marks of styles. */
export const withoutStyle = (text: string): string => text.replace(MARK, '');

/** A text as a terminal is given it: styles as its own sequences, every other one shown by its number. */
export function finished(text: string): string {
  return text.replace(MARK_OR_UNPRINTABLE, (found, code?: string) =>
    code === undefined ? numbered(found) : `\u001b[${code}m`,
  );
}
