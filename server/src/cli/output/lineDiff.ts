/** A line of two texts: of both, of the old one alone, or of the new one alone. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** More pairs of lines than this are not compared: what lies between the first and the last change is shown as one. */
const MAXIMUM_PAIRS = 1_000_000;

/**
 * Two lists of lines as one, with the longest common subsequence as what both have; of neighbours those of the old list
 * come first.
 */
export function lineDiff(old: readonly string[], changed: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < old.length && start < changed.length && old[start] === changed[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, changed.length) - start && old.at(-1 - end) === changed.at(-1 - end)) end++;
  const marked = (mark: DiffLine['mark'], lines: readonly string[]): DiffLine[] =>
    lines.map((line) => ({ mark, line }));
  return [
    ...marked(' ', old.slice(0, start)),
    ...middle(old.slice(start, old.length - end), changed.slice(start, changed.length - end)),
    ...marked(' ', old.slice(old.length - end)),
  ];
}

function middle(old: readonly string[], changed: readonly string[]): DiffLine[] {
  const isTooMuch = old.length * changed.length > MAXIMUM_PAIRS;
  /** The length of what is common from the lines at two places on. */
  const common = isTooMuch ? [] : commonLengths(old, changed);
  const lengthAt = (at: number, to: number): number => common[at]?.[to] ?? 0;
  const lines: DiffLine[] = [];
  let at = 0;
  let to = 0;
  while (at < old.length || to < changed.length) {
    const [before, after] = [old[at], changed[to]];
    if (!isTooMuch && before !== undefined && before === after) {
      lines.push({ mark: ' ', line: before });
      at++;
      to++;
    } else if (before !== undefined && (after === undefined || lengthAt(at + 1, to) >= lengthAt(at, to + 1))) {
      lines.push({ mark: '-', line: before });
      at++;
    } else if (after !== undefined) {
      lines.push({ mark: '+', line: after });
      to++;
    }
  }
  return lines;
}

function commonLengths(old: readonly string[], changed: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(changed.length + 1).fill(0));
  for (let at = old.length - 1; at >= 0; at--) {
    for (let to = changed.length - 1; to >= 0; to--) {
      const row = lengths[at];
      if (row === undefined) continue;
      row[to] =
        old[at] === changed[to]
          ? (lengths[at + 1]?.[to + 1] ?? 0) + 1
          : Math.max(lengths[at + 1]?.[to] ?? 0, row[to + 1] ?? 0);
    }
  }
  return lengths;
}
