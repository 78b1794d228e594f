import type * as z from 'zod/mini';
import { editDistance } from '../editDistance.ts';
import type { JsonPath } from './jsonDocument.ts';

/** A name as short as this is no sign that a longer one was meant. */
const SHORTEST_PREFIX = 3;

/** The name among some that a person probably meant; `undefined` where none is near. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const word = written.toLowerCase();
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const name of names) {
    const distance = editDistance(word, name.toLowerCase(), limit);
    if (distance < least) [best, least] = [name, distance];
  }
  if (best !== undefined || word.length < SHORTEST_PREFIX) return best;
  return (
    names.find((name) => name.toLowerCase().startsWith(word)) ??
    names.find((name) => isAbbreviation(word, name.toLowerCase()))
  );
}

/** Whether a word is half of a name's letters or more, in their order from the first on: `cmdline` of `commandLine`. */
function isAbbreviation(word: string, name: string): boolean {
  if (word[0] !== name[0] || word.length * 2 < name.length) return false;
  let at = 0;
  for (const letter of name) if (letter === word[at]) at++;
  return at === word.length;
}

/** The members that an object at a path may have by a schema. `value` is the whole, which decides between alternatives. */
export function membersAt(schema: z.core.$ZodType, path: JsonPath, value: unknown): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const [step, ...rest] = path;
  const inside = step === undefined ? value : memberOf(value, step);
  switch (def.type) {
    case 'object':
      if (step === undefined) return Object.keys(def.shape);
      return membersAtOptional(def.shape[String(step)], rest, inside);
    case 'array':
      return membersAt(def.element, rest, inside);
    case 'record':
      return membersAt(def.valueType, rest, inside);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return membersAt(def.innerType, path, value);
    case 'pipe':
      return membersAt(def.in, path, value);
    case 'union':
      return def.options.filter((option) => canBe(option, value)).flatMap((option) => membersAt(option, path, value));
    default:
      return [];
  }
}

function membersAtOptional(schema: z.core.$ZodType | undefined, path: JsonPath, value: unknown): readonly string[] {
  return schema === undefined ? [] : membersAt(schema, path, value);
}

/** Whether what decides between the alternatives of a union (such as `op`) lets a value be one of them. */
function canBe(option: z.core.$ZodType, value: unknown): boolean {
  return Object.entries(option._zod.propValues ?? {}).every(([name, values]) =>
    values.has(memberOf(value, name) as z.core.util.Primitive),
  );
}

/** The value of a member or an item; `undefined` where there is none. */
export function memberOf(value: unknown, step: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<PropertyKey, unknown>)[step];
}
