import type { Input } from './target.ts';

/** At most this many smaller inputs are tried: a judge may take a second for each. */
const MOST_TRIES = 4000;

/**
 * A smaller input that fails in the same way: delta debugging (Zeller, Hildebrandt: "Simplifying and Isolating
 * Failure-Inducing Input", 2002) over the lists, lines and characters of plain data, outermost first, until nothing more
 * can be left out. `fails` says whether an input fails as the first one did.
 */
export async function minimise(
  input: Input,
  fails: (candidate: Input) => Promise<boolean>,
  most = MOST_TRIES,
): Promise<Input> {
  let smallest = input;
  let tries = 0;
  const tryTo = async (candidate: Input): Promise<boolean> => {
    if (tries >= most) return false;
    tries++;
    if (!(await fails(candidate))) return false;
    smallest = candidate;
    return true;
  };
  let before: string;
  do {
    before = JSON.stringify(smallest);
    for (const path of pathsIn(smallest)) await shrinkAt(path, () => smallest, tryTo);
  } while (tries < most && JSON.stringify(smallest) !== before);
  return smallest;
}

type Path = readonly (string | number)[];

/** Where there is something to be made smaller, outermost first. */
function pathsIn(input: Input): Path[] {
  const paths: Path[] = [];
  const open: { path: Path; value: Input }[] = [{ path: [], value: input }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { path, value } = next;
    if (value === null || typeof value === 'boolean') continue;
    paths.push(path);
    if (typeof value !== 'object') continue;
    for (const [member, inner] of Object.entries(value)) open.push({ path: [...path, member], value: inner });
  }
  return paths;
}

function valueAt(input: Input, path: Path): Input | undefined {
  let value: Input | undefined = input;
  for (const member of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Readonly<Record<string, Input>>)[member];
  }
  return value;
}

function replacedAt(input: Input, path: Path, value: Input): Input {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (Array.isArray(input)) {
    return input.map((each: Input, index) => (String(index) === String(first) ? replacedAt(each, rest, value) : each));
  }
  const members = input as Readonly<Record<string, Input>>;
  return { ...members, [first]: replacedAt(members[first] ?? null, rest, value) };
}

/** Makes the value at a path smaller, as far as the whole still fails. */
async function shrinkAt(path: Path, whole: () => Input, tryTo: (candidate: Input) => Promise<boolean>): Promise<void> {
  const value = valueAt(whole(), path);
  const tryHere = (smaller: Input) => tryTo(replacedAt(whole(), path, smaller));
  if (typeof value === 'number') {
    for (const smaller of [0, 1, Math.trunc(value / 2)]) {
      if (Math.abs(smaller) < Math.abs(value) && (await tryHere(smaller))) return;
    }
  } else if (typeof value === 'string') {
    await withLessOf(value.split(/(?<=\n)/), (lines) => tryHere(lines.join('')));
    const left = valueAt(whole(), path);
    if (typeof left === 'string') await withLessOf([...left], (characters) => tryHere(characters.join('')));
  } else if (Array.isArray(value)) {
    await withLessOf(value as readonly Input[], tryHere);
  }
}

/** Leaves out parts of a list, large ones first, as long as `tryHere` accepts what is left. */
async function withLessOf<T>(parts: readonly T[], tryHere: (parts: readonly T[]) => Promise<boolean>): Promise<void> {
  let left = parts;
  for (let size = left.length; size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < left.length; ) {
      const without = [...left.slice(0, start), ...left.slice(start + size)];
      if (await tryHere(without)) left = without;
      else start += size;
    }
  }
}
