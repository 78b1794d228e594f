/** A sentence that is made for each of many steps names this many: a list of a megabyte would be in each. */
const MOST_NAMED = 12;

/** Names in a sentence, the first of them where they are many: `a, b, c and 4 others`. */
export function fewNames(names: Iterable<string>, count: number): string {
  const named: string[] = [];
  for (const name of names) {
    if (named.length === MOST_NAMED) break;
    named.push(name);
  }
  const others = count - named.length;
  return others === 0 ? named.join(', ') : `${named.join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`;
}
