/** Tokens of JSON, one at a time. */
const TOKEN = /\s*(?:("(?:[^"\\]|\\[\s\S])*")|([{}[\],:])|([^\s{}[\],:"]+))/y;

interface Open {
  readonly path: string;
  readonly start: number;
  /** The index of the next item; `undefined` in an object. */
  index: number | undefined;
}

/** A stretch of a text, in offsets. */
export interface JsonPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Where each value of a JSON text stands, by its path as messages write it: `profile.memory[0].size`; the whole is ''.
 * The text must be one that `JSON.parse` takes; in any other what is found is not wrong, but ends early.
 */
export function jsonPlaces(text: string): ReadonlyMap<string, JsonPlace> {
  const places = new Map<string, JsonPlace>();
  const open: Open[] = [];
  let key: string | undefined;
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const end = TOKEN.lastIndex;
    const word = token[1] ?? token[2] ?? token[3] ?? '';
    const start = end - word.length;
    const around = open.at(-1);
    if (word === '}' || word === ']') {
      if (around !== undefined) places.set(around.path, { start: around.start, end });
      open.pop();
    } else if (word === ',') {
      if (around?.index !== undefined) around.index++;
    } else if (token[1] !== undefined && around !== undefined && around.index === undefined && key === undefined) {
      key = textOf(word);
    } else if (word !== ':') {
      const path = pathOf(around, key);
      key = undefined;
      if (word === '{' || word === '[') open.push({ path, start, index: word === '[' ? 0 : undefined });
      else places.set(path, { start, end });
    }
  }
  return places;
}

function textOf(word: string): string {
  try {
    return String(JSON.parse(word));
  } catch {
    return word;
  }
}

function pathOf(around: Open | undefined, key: string | undefined): string {
  if (around === undefined) return '';
  if (around.index !== undefined) return `${around.path}[${around.index}]`;
  return around.path === '' ? (key ?? '') : `${around.path}.${key ?? ''}`;
}
