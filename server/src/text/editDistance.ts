/**
 * How many insertions, deletions, replacements and swaps of neighbours make one text of another (optimal string
 * alignment). Stops counting above `limit` and answers `limit + 1`.
 */
export function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    // Further from the diagonal than the limit every place is above it.
    const first = Math.max(1, row - limit);
    const last = Math.min(to.length, row + limit);
    let least = first > 1 ? limit + 1 : row;
    if (first > 1) current[first - 1] = limit + 1;
    for (let column = first; column <= last; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const removed = column - row === limit ? limit + 1 : (previous[column] ?? 0) + 1;
      let best = Math.min(replaced, removed, (current[column - 1] ?? 0) + 1);
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        best = Math.min(best, (before[column - 2] ?? 0) + 1);
      }
      current[column] = best;
      if (best < least) least = best;
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return Math.min(previous[to.length] ?? limit + 1, limit + 1);
}
