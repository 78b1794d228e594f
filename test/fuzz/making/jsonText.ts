import { changedBytes } from '../harness/change.ts';
import type { Random } from '../harness/random.ts';

/** Values that a file of settings is not expected to have. */
export const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  '0x',
  '1e3',
  'NaN',
  '9'.repeat(400),
  '-0x8000000000000000',
  '1Z',
  [],
  [[]],
  {},
  { a: { b: [] } },
  '../..',
  '/etc/passwd',
  '\u202e',
];

/** A JSON text with a member or element of it replaced by an odd value, or with some bytes of it changed. */
export function changedJson(text: string, random: Random): string {
  if (random.oneIn(3)) return changedBytes(text, random);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return changedBytes(text, random);
  }
  return JSON.stringify(withOddPart(value, random));
}

function withOddPart(value: unknown, random: Random): unknown {
  if (value === null || typeof value !== 'object' || random.oneIn(4)) return random.pick(ODD_VALUES);
  if (Array.isArray(value)) {
    if (value.length === 0) return [random.pick(ODD_VALUES)];
    const at = random.below(value.length);
    return value.map((each, index) => (index === at ? withOddPart(each, random) : each));
  }
  const names = Object.keys(value);
  if (names.length === 0 || random.oneIn(8)) return { ...value, [random.pick(['x', '__proto__', 'op', 'kernel'])]: 1 };
  const name = random.pick(names);
  return { ...value, [name]: withOddPart((value as Record<string, unknown>)[name], random) };
}
