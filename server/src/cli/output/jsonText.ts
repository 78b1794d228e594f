import { JsonList } from '../../text/json/jsonList.ts';
import { UNPRINTABLE } from './printable.ts';

const EVERYWHERE = new RegExp(UNPRINTABLE, 'gu');

/** So many items of a list are made into text at once: of a cell's a hundred kilobytes. */
const ITEMS_OF_A_PIECE = 512;

/**
 * A value as JSON. In its strings everything is escaped that a terminal would obey instead of showing it; who reads the
 * JSON gets the very text.
 */
export const jsonText = (value: unknown, indent?: number): string => [...jsonPieces(value, indent)].join('');

/**
 * The same in pieces, one after the other. A `JsonList` is never there as a whole where it is the value, a member of it, or, again
 * as a member, in such a list.
 */
export function jsonPieces(value: unknown, indent = 0): Generator<string> {
  return new JsonPieces(indent).of(value, 0);
}

/** Writes one value, in which the lists that are made as they are printed are found. */
class JsonPieces {
  readonly #indent: number;
  readonly #colon: string;

  constructor(indent: number) {
    this.#indent = indent;
    this.#colon = indent === 0 ? ':' : ': ';
  }

  *of(value: unknown, depth: number): Generator<string> {
    if (value instanceof JsonList) yield* this.#list(value, depth);
    else if (holdsList(value)) yield* this.#object(value, depth);
    else yield this.#inside([value], depth);
  }

  *#list(items: Iterable<unknown>, depth: number): Generator<string> {
    let before = '[';
    let waiting: unknown[] = [];
    const piece = (): string => {
      const text = before + this.#line(depth + 1) + this.#inside(waiting, depth + 1);
      before = ',';
      waiting = [];
      return text;
    };
    for (const item of items) {
      if (item instanceof JsonList || holdsList(item)) {
        if (waiting.length > 0) yield piece();
        yield before + this.#line(depth + 1);
        yield* this.of(item, depth + 1);
        before = ',';
      } else if (waiting.push(item) === ITEMS_OF_A_PIECE) yield piece();
    }
    if (waiting.length > 0) yield piece();
    yield before === '[' ? '[]' : `${this.#line(depth)}]`;
  }

  *#object(value: object, depth: number): Generator<string> {
    let before = '{';
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      yield `${before}${this.#line(depth + 1)}${escaped(JSON.stringify(name))}${this.#colon}`;
      yield* this.of(member, depth + 1);
      before = ',';
    }
    yield `${this.#line(depth)}}`;
  }

  /** Where a line begins; nothing where all is in one. */
  #line(depth: number): string {
    return this.#indent === 0 ? '' : `\n${' '.repeat(this.#indent * depth)}`;
  }

  /** Items as they stand at a depth, with commas between them. */
  #inside(items: readonly unknown[], depth: number): string {
    let nested: readonly unknown[] = items;
    for (let level = 1; level < depth; level++) nested = [nested];
    const text = JSON.stringify(depth === 0 ? items[0] : nested, null, this.#indent);
    if (depth === 0) return escaped(text);
    let begin = 0;
    let end = text.length;
    for (let level = 1; level <= depth; level++) {
      begin += 1 + this.#line(level).length;
      end -= 1 + this.#line(level - 1).length;
    }
    return escaped(text.slice(begin, end));
  }
}

/** Whether a value is an object with a list that is made as it is printed. */
function holdsList(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const member of Object.values(value)) if (member instanceof JsonList) return true;
  return false;
}

/** Each half of a pair is escaped for itself: JSON knows no other way. */
const escaped = (json: string): string =>
  json.replace(EVERYWHERE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
