import { isDynamicPattern } from 'tinyglobby';
import { INPUT_LIMITS } from '../../text/limits.ts';

/** What another choice begins with: a row of `*`, an alternative, a part that is repeated or may be absent. */
const CHOICE = /\*+|[{(]|[\])}][+?]/g;
/** Groups in which nothing else is chosen: `@(a|b)`, `!(a)`, `+([0-9])`. */
const PLAIN_GROUP = /[@!?]\([\w.|-]*\)|[+*]\((?:\[[\w^!-]*\]|[\w.-]*)\)/g;
const GROUP = /[()]/;
/** What the library's regular expressions read otherwise than shells do: `**` beside braces, and before a name with a dot. */
const READ_OTHERWISE = /\*\*\{|\}\*\*|\*\*\/[{,]*\./;
/** What the search below does not know, in a pattern without braces. */
const UNKNOWN = /[[\](){}\\]/;

/** Whether a name stands for the files that match it. One that is longer than any path matches nothing, and is none. */
export function isPattern(name: string): boolean {
  return name.length <= INPUT_LIMITS.patternCharacters && isDynamicPattern(name);
}

/** The folders that a pattern begins with, in which nothing is chosen, up to a `/`; '' where it begins with what is chosen. */
export const fixedFolders = (pattern: string): string => /^(?:[^*?[\](){}\\/]*\/)*/.exec(pattern)?.[0] ?? '';

/**
 * How often a regular expression for a pattern has to choose again where a path does not match: each time multiplies its
 * work by the length of a name. One `*` in a name, and one `**` in a path, leave no choice. What they
 * read otherwise than shells is not left to them either.
 */
export function choicesOf(pattern: string): number {
  if (READ_OTHERWISE.test(pattern)) return Number.POSITIVE_INFINITY;
  let choices = 0;
  let manyFolders = 0;
  for (const part of pattern.split('/')) {
    if (part === '**') {
      manyFolders++;
      continue;
    }
    const plain = part.replace(PLAIN_GROUP, '{');
    if (GROUP.test(plain)) return Number.POSITIVE_INFINITY;
    choices += Math.max(0, (plain.match(CHOICE)?.length ?? 0) - 1);
  }
  return choices + Math.max(0, manyFolders - 1);
}

/**
 * A pattern of `*`, `?`, `**` and `{a,b}`, which is held against a path in time that its length and that of the path
 * bound, however often they stand in it. As with other patterns only a `.` matches one at the beginning of a name.
 */
export class PathPattern {
  /** The folder that the pattern begins with, as it is written; '' where it begins with what is chosen. */
  readonly base: string;
  /** How many folders deep below `base` its files can be; `undefined` where `**` leaves that open. */
  readonly depth: number | undefined;
  readonly #alternatives: readonly (readonly string[])[];

  private constructor(base: string, alternatives: readonly (readonly string[])[]) {
    this.base = base;
    this.#alternatives = alternatives;
    const isOpen = alternatives.some((parts) => parts.includes('**'));
    this.depth = isOpen ? undefined : Math.max(...alternatives.map((parts) => parts.length));
  }

  /** `undefined` for a pattern with anything else in it, and for one whose braces stand for too many. */
  static of(pattern: string): PathPattern | undefined {
    const fixed = fixedFolders(pattern);
    const alternatives = withoutBraces(pattern.slice(fixed.length))?.map((text) =>
      text.split('/').filter((part) => part !== '' && part !== '.'),
    );
    if (alternatives === undefined || alternatives.some((parts) => parts.includes('..'))) return undefined;
    return new PathPattern(fixed, alternatives);
  }

  /** Whether a path below `base`, without `.` and `..`, fits. */
  fits(path: string): boolean {
    const names = path.split('/');
    return this.#alternatives.some((parts) => fitsInOrder(parts, names, '**', fitsName, isShown));
  }
}

/** The texts that a pattern with braces stands for; `undefined` where they are too many, or other forms stand in it. */
function withoutBraces(pattern: string): string[] | undefined {
  const done: string[] = [];
  const left = [pattern];
  for (let text = left.pop(); text !== undefined; text = left.pop()) {
    const braces = /\{([^{}]*)\}/.exec(text);
    if (braces === null) {
      if (UNKNOWN.test(text)) return undefined;
      done.push(text);
    } else {
      const [whole, inside = ''] = braces;
      const choices = inside.split(',');
      if (choices.length < 2 || inside.includes('..')) return undefined;
      const after = braces.index + whole.length;
      for (const choice of choices) left.push(text.slice(0, braces.index) + choice + text.slice(after));
    }
    if (done.length + left.length > INPUT_LIMITS.patternAlternatives) return undefined;
  }
  return done;
}

const isShown = (name: string): boolean => !name.startsWith('.');

function fitsName(pattern: string, name: string): boolean {
  if (!isShown(name) && isShown(pattern)) return false;
  return fitsInOrder(pattern, name, '*', isLetter, isAny);
}

const isLetter = (letter: string, other: string): boolean => letter === '?' || letter === other;
const isAny = (): boolean => true;

/**
 * Whether parts (of a path, letters of a name) fit a row of items, one each, where `any` stands for any number of items that it may pass over. Where a part
 * does not fit, the last `any` before it passes over one more: an earlier one could not help, since what lies between
 * them fits at its first place already.
 */
function fitsInOrder(
  parts: ArrayLike<string>,
  items: ArrayLike<string>,
  any: string,
  fits: (part: string, item: string) => boolean,
  mayPass: (item: string) => boolean,
): boolean {
  let part = 0;
  let item = 0;
  let again: { readonly part: number; item: number } | undefined;
  while (item < items.length || part < parts.length) {
    const current = parts[part];
    const here = items[item];
    if (current === any) {
      part++;
      again = { part, item };
    } else if (current !== undefined && here !== undefined && fits(current, here)) {
      part++;
      item++;
    } else {
      const passed = again === undefined ? undefined : items[again.item];
      if (again === undefined || passed === undefined || !mayPass(passed)) return false;
      again.item++;
      ({ part, item } = again);
    }
  }
  return true;
}
