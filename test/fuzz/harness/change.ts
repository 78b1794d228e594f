import type { Random } from './random.ts';
import type { Input } from './target.ts';

/** Numbers at the edges of what machines and formats hold. */
export const EDGE_NUMBERS: readonly number[] = [
  0,
  1,
  -1,
  2,
  7,
  8,
  255,
  256,
  4095,
  4096,
  65535,
  65536,
  0x7fff_ffff,
  0x8000_0000,
  0xffff_ffff,
  2 ** 32,
  2 ** 53,
  1.5,
  1e308,
];

/** An input of any form with one to three of its strings, numbers or lists changed. */
export function changed(input: Input, random: Random): Input {
  let result = input;
  for (let left = random.between(1, 3); left > 0; left--) result = changedOnce(result, random);
  return result;
}

function changedOnce(input: Input, random: Random): Input {
  if (input === null) return random.pick<Input>([0, '', [], {}]);
  if (typeof input === 'boolean') return !input;
  if (typeof input === 'number') return random.oneIn(2) ? random.pick(EDGE_NUMBERS) : input + random.between(-2, 2);
  if (typeof input === 'string') return changedBytes(input, random);
  if (Array.isArray(input)) return changedList(input, random);
  const members = Object.entries(input);
  if (members.length === 0) return input;
  const [name, value] = random.pick(members);
  return { ...input, [name]: changedOnce(value as Input, random) };
}

function changedList(list: readonly Input[], random: Random): Input {
  if (list.length === 0) return list;
  const at = random.below(list.length);
  const value = list[at] as Input;
  const kind = random.below(8);
  if (kind === 0) return [...list.slice(0, at), ...list.slice(at + 1)];
  if (kind === 1) return [...list.slice(0, at), value, ...list.slice(at)];
  if (kind === 2) return [...list.slice(0, at), random.pick(list), ...list.slice(at + 1)];
  return [...list.slice(0, at), changedOnce(value, random), ...list.slice(at + 1)];
}

/** A string of bytes with a stretch of it gone, doubled, replaced or one bit of it turned. */
export function changedBytes(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const length = Math.min(text.length - at, random.oneIn(4) ? random.below(64) : random.below(4));
  const head = text.slice(0, at);
  const stretch = text.slice(at, at + length);
  const tail = text.slice(at + length);
  switch (random.below(6)) {
    case 0:
      return head + tail;
    case 1:
      return head + stretch + stretch + tail;
    case 2:
      return head + String.fromCharCode(random.below(256)) + tail;
    case 3:
      return head + random.pick(['\0', '\xff', '\n', '"', '\\', '/*', '{', '}', '0x', '%', '\r', '\t']) + tail;
    case 4: {
      const from = random.below(text.length + 1);
      return head + text.slice(from, from + random.below(32)) + tail;
    }
    default: {
      const code = text.charCodeAt(at);
      return Number.isNaN(code) ? text : head + String.fromCharCode(code ^ (1 << random.below(8))) + text.slice(at + 1);
    }
  }
}
