import { randomBytes } from 'node:crypto';
import colors from 'picocolors';
import { numbered, numberedText, UNPRINTABLE } from './printable.ts';

/** How a text is set off; each function gives its argument back where colour is off. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

/** What finds the beginnings and ends of what is set off. */
interface Marks {
  readonly key: string;
  readonly mark: RegExp;
  readonly markOrUnprintable: RegExp;
}

/** `undefined` as long as nothing is set off: drawing a key takes a start some milliseconds. */
let marks: Marks | undefined;

/**
 * The marks of what is set off, until it is printed. They begin with a key that is drawn anew in each process, so that no
 * text from outside can hold it.
 */
function drawnMarks(): Marks {
  const key = `\u0000${randomBytes(12).toString('hex')}:`;
  const mark = `${key}([0-9;]+)m`;
  return { key, mark: new RegExp(mark, 'g'), markOrUnprintable: new RegExp(`${mark}|${UNPRINTABLE}`, 'gu') };
}

/** A style of the library as one that marks. */
function marking(style: (text: string) => string): (text: string) => string {
  marks ??= drawnMarks();
  const { key } = marks;
  const [open = '', close = ''] = style(' ')
    .split(' ')
    .map((sequence) => key + sequence.slice('\u001b['.length));
  // What ends inside ends only there: bold and dim have one end.
  return (text) => open + text.replaceAll(close, close + open) + close;
}

const asItIs = (text: string): string => text;
const PLAIN: Style = { bold: asItIs, dim: asItIs, red: asItIs, yellow: asItIs, green: asItIs, cyan: asItIs };

export function styleFor(colour: boolean): Style {
  if (!colour) return PLAIN;
  const { bold, dim, red, yellow, green, cyan } = colors.createColors(true);
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
export const withoutStyle = (text: string): string => (marks === undefined ? text : text.replace(marks.mark, ''));

/** A text as a terminal is given it: styles as its own sequences, every other one shown by its number. */
export function finished(text: string): string {
  if (marks === undefined) return numberedText(text);
  return text.replace(marks.markOrUnprintable, (found, code?: string) =>
    code === undefined ? numbered(found) : `\u001b[${code}m`,
  );
}
