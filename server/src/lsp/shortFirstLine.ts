/** Characters that the first line of a message may have: lists of findings show that line alone, and cut it. */
export const LONGEST_FIRST_LINE = 90;

/**
 * A message whose first line has at most {@link LONGEST_FIRST_LINE} characters; the rest of that line follows on the
 * next one. Rules write such lines themselves. Messages in `dtc`'s and `cpp`'s own words, and names that are long, are
 * parted at the last space that fits and stands outside of brackets and quotes. A first line without a space in reach
 * is parted at its first space, and one without any stays as it is.
 */
export function shortFirstLine(message: string): string {
  const end = message.indexOf('\n');
  const first = end === -1 ? message : message.slice(0, end);
  if (first.length <= LONGEST_FIRST_LINE) return message;
  let outside = -1;
  let last = -1;
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at <= LONGEST_FIRST_LINE; at++) {
    const character = first[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ' ') {
      last = at;
      if (depth <= 0 && !isQuoted) outside = at;
    }
  }
  const space = outside !== -1 ? outside : last !== -1 ? last : first.indexOf(' ');
  if (space === -1) return message;
  return `${message.slice(0, space)}\n${message.slice(space + 1)}`;
}
