/** Three rows of the table, which are used again by each call: a text of thousands of misspelt names has one for each pair. */
let rows: [number[], number[], number[]] = [[], [], []];

/**
 * How many insertions, deletions, replacements and swaps of neighbours make one text of another (optimal string
 * alignment). Stops counting above `limit` and answers `limit + 1`.
 */
export function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let [before, previous, current] = rows;
  for (let column = 0; column <= to.length; column++) previous[column] = column;
  for (let row = 1; row <= from.length; row++) {
    const letter = from.charCodeAt(row - 1);
    // Further from the diagonal than the limit every place is above it.
    const first = Math.max(1, row - limit);
    const last = Math.min(to.length, row + limit);
    let least = first > 1 ? limit + 1 : row;
    let left = least;
    current[first - 1] = left;
    for (let column = first; column <= last; column++) {
      const other = to.charCodeAt(column - 1);
      const replaced = (previous[column - 1] ?? 0) + (letter === other ? 0 : 1);
      const removed = column - row === limit ? limit + 1 : (previous[column] ?? 0) + 1;
      let best = Math.min(replaced, removed, left + 1);
      if (row > 1 && column > 1 && letter === to.charCodeAt(column - 2) && from.charCodeAt(row - 2) === other) {
        best = Math.min(best, (before[column - 2] ?? 0) + 1);
      }
      current[column] = best;
      left = best;
      if (best < least) least = best;
    }
    if (least > limit) return limit + 1;
    [before, previous, current] = [previous, current, before];
  }
  rows = [before, previous, current];
  return Math.min(previous[to.length] ?? limit + 1, limit + 1);
}
