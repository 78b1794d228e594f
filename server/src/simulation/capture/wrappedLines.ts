import { isWholeMessage } from '../../kernel/outcome/matchLog.ts';
import type { CaptureLine } from './captureLine.ts';
import { hasPrompt } from './command.ts';
import { isGap } from './logGap.ts';

/** Terminals and mailers wrap lines between these widths; an unwrapped log has longer lines. */
const NARROWEST = 40;
const WIDEST = 132;
/** At least this many lines were wrapped, and in hundredths this share of those that a line without a stamp follows. */
const LEAST_WRAPPED = 2;
const LEAST_SHARE = 60;
/** Lines that end at one place were cut there where there are this many, or where terminals end. */
const LEAST_EVEN = 3;
const TERMINAL_WIDTHS: ReadonlySet<number> = new Set([80, 100, 120, 132]);
/** A text in which a single line was wrapped has at least this many shorter ones. */
const LEAST_SHORT = 5;
/** In hundredths, at most this share of the lines that are not full are followed by one without a stamp. */
const MOST_BROKEN_SHORT = 20;
/** At most this many lines go on with one message; a command line is long. */
const MOST_PARTS = 60;

/** A line, and what it was taken from: with its marks, without what terminals fill lines up with. */
export interface MarkedLine {
  readonly line: CaptureLine;
  readonly raw: string;
}

/** How a text was wrapped: at which width in characters, and whether in the middle of words. */
interface Wrapping {
  readonly width: number;
  readonly isHard: boolean;
}

/**
 * The lines, with each message of a log that a terminal or a mailer wrapped on one line again. What goes on with a message has
 * no stamp, and follows a line that is full: on which the next word had no place or, where words were cut, that is as long
 * as a line can be. A message of a known form is put together also where nothing else shows that lines were wrapped.
 */
export function withoutWraps(lines: readonly MarkedLine[]): CaptureLine[] {
  const wrapping = wrappingOf(lines);
  const result: CaptureLine[] = [];
  let parts = 0;
  for (const [index, marked] of lines.entries()) {
    const [before, message] = [lines[index - 1], result.at(-1)];
    const isNext = parts > 0 && parts < MOST_PARTS && before !== undefined && message !== undefined && mayGoOn(marked);
    const joined = isNext ? joinedLine(message, before, marked, wrapping) : undefined;
    if (joined !== undefined) {
      result[result.length - 1] = joined;
      parts++;
      continue;
    }
    result.push(marked.line);
    parts = marked.line.isLog ? 1 : 0;
  }
  return result;
}

/** Whether a line can go on with the message before it. */
function mayGoOn({ line }: MarkedLine): boolean {
  const { isLog, text } = line;
  return !isLog && /[\p{L}\d]/u.test(text) && text.length <= WIDEST && !hasPrompt(text) && !isGap(text);
}

/** How the log's lines were wrapped; `undefined` where they were not, as far as they show. */
function wrappingOf(lines: readonly MarkedLine[]): Wrapping | undefined {
  let width = 0;
  for (const { line, raw } of lines) if (line.isLog && raw.length > width) width = raw.length;
  if (width < NARROWEST || width > WIDEST) return undefined;
  const logged = lines.flatMap((before, index) => {
    const [next, after] = [lines[index + 1], lines[index + 2]];
    if (!before.line.isLog) return [];
    // What follows the last line of a log is something else.
    const isInside = next !== undefined && after !== undefined && mayGoOn(next) && (after.line.isLog || mayGoOn(after));
    return [{ before, next: isInside ? next : undefined }];
  });
  const followed = logged.flatMap(({ before, next }) => (next === undefined ? [] : [{ before, next }]));
  const full = followed.filter(({ before, next }) => isFull(before, next, width));
  if (full.length === 0 || 100 * full.length < LEAST_SHARE * followed.length) return undefined;
  const isConfirmed =
    full.filter(({ before, next }) => wholeMessage(before.line, next.line) !== undefined).length >= LEAST_WRAPPED;
  // What a console prints between the lines of a log follows the short ones as well.
  const short = logged.filter(({ before }) => before.raw.length < width - 1);
  const brokenShort = short.filter(({ before, next }) => next !== undefined && !isFull(before, next, width));
  const leavesShort = short.length > 0 && 100 * brokenShort.length <= MOST_BROKEN_SHORT * short.length;
  const isOnlyOne = full.length < LEAST_WRAPPED && (short.length < LEAST_SHORT || brokenShort.length > 0);
  if (!isConfirmed && (!leavesShort || isOnlyOne)) return undefined;
  // A blank at the very end of a line is not to be seen.
  const isEven = full.every(({ before }) => before.raw.length >= width - 1);
  return { width, isHard: isEven && (full.length >= LEAST_EVEN || TERMINAL_WIDTHS.has(width)) };
}

/** Whether the first word of the next line had no place on a line, and the next line is not too long to be a part itself. */
function isFull(before: MarkedLine, next: MarkedLine, width: number): boolean {
  if (next.raw.length > width) return false;
  const [word = ''] = next.line.text.split(' ', 1);
  return before.raw.length + 1 + word.length > width;
}

/** A message with what goes on with it (`next`, after the line `before`); `undefined` where it does not go on. */
function joinedLine(
  message: CaptureLine,
  before: MarkedLine,
  next: MarkedLine,
  wrapping: Wrapping | undefined,
): CaptureLine | undefined {
  const whole = wholeMessage(message, next.line);
  if (whole !== undefined) return whole;
  if (isWholeMessage(message.message) && wrapping?.isHard !== true) return undefined;
  if (wrapping === undefined || !isFull(before, next, wrapping.width)) return undefined;
  const apart = join(message, ' ', next.line);
  if (!wrapping.isHard) return apart;
  if (before.raw.length < wrapping.width - 1) return undefined;
  return before.raw.length < wrapping.width || indentOf(next) > indentOf(before) ? apart : join(message, '', next.line);
}

/** A message of a known form that two lines make, and the first alone does not; `undefined` where they make none. */
function wholeMessage(first: CaptureLine, next: CaptureLine): CaptureLine | undefined {
  if (isWholeMessage(first.message)) return undefined;
  return [join(first, ' ', next), join(first, '', next)].find(({ message }) => isWholeMessage(message));
}

/** How much stands in front of a line's text. */
function indentOf({ line, raw }: MarkedLine): number {
  return raw.length - line.text.length;
}

function join(message: CaptureLine, between: string, { text }: CaptureLine): CaptureLine {
  return { ...message, text: `${message.text}${between}${text}`, message: `${message.message}${between}${text}` };
}
