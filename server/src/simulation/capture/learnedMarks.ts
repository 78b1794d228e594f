/** At most this many lines are looked at to find out what marks them. */
const MOST_SAMPLED = 200;
/** At most this many places of a line are tried as the end of a mark, and no mark is longer. */
const MOST_ENDS = 40;
const LONGEST_MARK = 200;
/** At most this many kinds of mark stand in one text: grep writes another sign on lines around a hit. */
const MOST_SHAPES = 4;
/** What a tool puts in front of lines stands in front of nearly all of them: in hundredths. */
const LEAST_SHARE = 70;
/**
 * Without the mark more than this many times as many lines must be known: some are known by chance with it, since a word
 * and a sign look like a prompt.
 */
const LEAST_GAIN = 2;

/**
 * What a tool or a mailer puts in front of the lines of a text, whichever it is: the stamp of a terminal program or of a
 * build server, the name of a file, a number. It is learned from the lines that are known with it and unknown without
 * (`isKnown` says which are), as a shape: digits and letters may be others on the next line, all else is as it is.
 * `undefined` where too few lines have such a mark, or lines are known no better without it.
 */
export function learnedMark(lines: readonly string[], isKnown: (text: string) => boolean): RegExp | undefined {
  const sample = lines.filter((line) => line.trim() !== '').slice(0, MOST_SAMPLED);
  const unknown = sample.filter((line) => !isKnown(line));
  const before = sample.length - unknown.length;
  if (LEAST_GAIN * before >= sample.length) return undefined;
  const shapes = new Set<string>();
  for (const line of unknown) {
    const end = endOfMark(line, isKnown);
    if (end !== undefined) shapes.add(shapeOf(line.slice(0, end)));
    if (shapes.size > MOST_SHAPES) return undefined;
  }
  if (shapes.size === 0) return undefined;
  const mark = new RegExp(`^(?:${[...shapes].join('|')})`, 'u');
  const marked = sample.filter((line) => mark.test(line)).length;
  if (100 * marked < LEAST_SHARE * sample.length) return undefined;
  const after = sample.filter((line) => isKnown(line.replace(mark, ''))).length;
  return after > LEAST_GAIN * before ? mark : undefined;
}

/** The first place from which on a line is known; `undefined` where there is none. */
function endOfMark(line: string, isKnown: (text: string) => boolean): number | undefined {
  let tried = 0;
  for (let at = 1; at < line.length && at <= LONGEST_MARK && tried < MOST_ENDS; at++) {
    if (isWordPart(line[at - 1]) || line[at]?.trim() === '') continue;
    tried++;
    if (isKnown(line.slice(at))) return at;
  }
  return undefined;
}

const isWordPart = (character = ''): boolean => /[\p{L}\d]/u.test(character);

/** A regular expression for marks of the same shape; no two of its parts can take the same characters, so that it is linear. */
function shapeOf(mark: string): string {
  const parts = mark.match(/\p{L}+|\d+|\s+|./gu) ?? [];
  return parts
    .map((part, index) => {
      if (/^\p{L}/u.test(part)) return '\\p{L}+';
      if (/^\d/.test(part)) return '\\d+';
      if (/^\s/.test(part))
        return isWordPart(parts[index - 1]?.at(-1)) && isWordPart(parts[index + 1]?.at(0)) ? '\\s+' : '\\s*';
      return /[\\^$.*+?()[\]{}|/]/.test(part) ? `\\${part}` : part;
    })
    .join('');
}
