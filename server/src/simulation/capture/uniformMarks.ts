import { learnedMark } from './learnedMarks.ts';

/** A line of a text, with its number in it (from 1). */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
  /** What follows `text` on a line that is longer than what is read of one, where it may be of a dump. */
  readonly rest?: string;
}

/** At most this many lines are looked at to find out what marks them. */
const MOST_SAMPLED = 400;
/** No name of a file or a console is longer. */
const LONGEST_MARK = 200;
/** A line number of `grep -n`, `cat -n`, `nl` or a pager. */
const LINE_NUMBER = /^\s*(\d{1,7})(?::(?!\d\d:)|\t| {2}|$)/;
/** Where a mark that all lines share may end: after a file's name, a container's or a host's, a sign of a list or a difference. */
const END_OF_MARK = /[:|*+│]\s*/g;

/** Says whether a line is one that targets print or people type. */
type IsKnown = (text: string) => boolean;

/**
 * The lines without what stands alike in front of, or between, all of them: the numbers that tools count lines with, the name
 * of a file, a container or a console, stamps of whatever form, and the empty lines that a console prints after each line. A
 * mark is taken away only where no line is known with it, and some are without: where all lines begin with the very same,
 * by `isKnown`; where the marks are only alike, by `isCertain`, which no prose satisfies.
 */
export function withoutUniformMarks(
  lines: readonly NumberedLine[],
  isKnown: IsKnown,
  isCertain: IsKnown,
): readonly NumberedLine[] {
  const counted = withoutNumbers(withoutDoubleSpacing(lines));
  return withoutPrefix(counted, isKnown) ?? withoutLearned(counted, isCertain) ?? counted;
}

/** Without the marks that are alike on nearly all lines. */
function withoutLearned(lines: readonly NumberedLine[], isCertain: IsKnown): NumberedLine[] | undefined {
  const mark = learnedMark(
    lines.map(({ text }) => text),
    isCertain,
  );
  return mark === undefined ? undefined : lines.map((line) => ({ ...line, text: line.text.replace(mark, '') }));
}

/** Whether nothing can be seen on a line. */
function isEmpty({ text }: NumberedLine): boolean {
  return text.trim() === '';
}

/** Without the empty lines, where one follows each line but the last. */
function withoutDoubleSpacing(lines: readonly NumberedLine[]): readonly NumberedLine[] {
  const filled = lines.filter((line) => !isEmpty(line));
  const isSpaced = lines.every(
    (line, at) => at + 1 === lines.length || isEmpty(line) || isEmpty(lines[at + 1] ?? line),
  );
  return filled.length > 2 && isSpaced ? filled : lines;
}

/** Without the line numbers of stretches in which each is by one higher than the one before, of two lines and more. */
function withoutNumbers(lines: readonly NumberedLine[]): readonly NumberedLine[] {
  const result = [...lines];
  let stretch: NumberedMark[] = [];
  const close = (): void => {
    if (stretch.length > 1) for (const { at, rest } of stretch) result[at] = rest;
    stretch = [];
  };
  for (const [at, line] of lines.entries()) {
    // Some tools do not count empty lines, and some do not print their numbers.
    if (isEmpty(line)) continue;
    const mark = numberedMark(line, at);
    const last = stretch.at(-1);
    if (mark === undefined || (last !== undefined && !isNext(last, mark))) close();
    if (mark !== undefined) stretch.push(mark);
  }
  close();
  return result;
}

/** A line with a number in front, and the rest of it. */
interface NumberedMark {
  readonly at: number;
  readonly counted: number;
  readonly rest: NumberedLine;
}

function numberedMark(line: NumberedLine, at: number): NumberedMark | undefined {
  const match = LINE_NUMBER.exec(line.text);
  return match === null
    ? undefined
    : { at, counted: Number(match[1]), rest: { ...line, text: line.text.slice(match[0].length) } };
}

function isNext(last: NumberedMark, { counted, rest }: NumberedMark): boolean {
  const step = counted - last.counted;
  return step === 1 || (step > 1 && step === rest.number - last.rest.number);
}

/** Without the mark that all lines begin with, the shortest that helps. */
function withoutPrefix(lines: readonly NumberedLine[], isKnown: IsKnown): NumberedLine[] | undefined {
  const common = commonStart(lines);
  const ends = [...common.slice(0, LONGEST_MARK).matchAll(END_OF_MARK)].map(({ index, 0: end }) => index + end.length);
  if (ends.length === 0) return undefined;
  const sample = lines.filter((line) => !isEmpty(line)).slice(0, MOST_SAMPLED);
  if (sample.some(({ text }) => isKnown(text))) return undefined;
  const end = ends.find((length) => sample.some(({ text }) => isKnown(text.slice(length))));
  return end === undefined ? undefined : lines.map((line) => ({ ...line, text: line.text.slice(end) }));
}

/** What all lines begin with; editors cut spaces off the end of a line that is otherwise empty. */
function commonStart(lines: readonly NumberedLine[]): string {
  let common: string | undefined;
  for (const line of lines) {
    if (isEmpty(line)) continue;
    common ??= line.text;
    let at = 0;
    while (at < common.length && common[at] === line.text[at]) at++;
    common = common.slice(0, at);
    if (common === '') break;
  }
  return common ?? '';
}
