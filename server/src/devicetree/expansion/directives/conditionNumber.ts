/** A value of a `#if` expression: 64 bits, signed or not (C11 6.10.1p4: `intmax_t` and `uintmax_t`). */
export interface ConditionValue {
  /** In range of its type: negative only where signed. */
  readonly value: bigint;
  readonly unsigned: boolean;
}

/** A value brought into the range of its type. */
export function wrapped(value: bigint, unsigned: boolean): ConditionValue {
  return { value: unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value), unsigned };
}

const SUFFIX = /^(?:[uU](?:l|L|ll|LL)?|(?:l|L|ll|LL)[uU]?)?$/;

/** The value of a preprocessing number, or what gcc says against it (libcpp `cpp_classify_number`, `cpp_interpret_integer`). */
export function readNumber(text: string): ConditionValue | string {
  const match = /^(0[xX](?=[0-9a-fA-F.])|0[bB](?=[01])|0(?=[0-9])|)([0-9a-fA-F]*)/.exec(text);
  const prefix = (match?.[1] ?? '').toLowerCase();
  const isHexadecimal = prefix === '0x';
  let digits = match?.[2] ?? '';
  if (!isHexadecimal) digits = /^[0-9]*/.exec(digits)?.[0] ?? '';
  const suffix = text.slice(prefix.length + digits.length);
  if (suffix.startsWith('.') || (isHexadecimal ? /^[pP]/ : /^[eE]/).test(suffix)) {
    return 'floating constant in preprocessor expression';
  }
  if (!SUFFIX.test(suffix)) {
    if (/^[uUlLiIjJ]*[iIjJ][uUlLiIjJ]*$/.test(suffix)) return 'imaginary number in preprocessor expression';
    return `invalid suffix "${suffix}" on integer constant`;
  }
  const bad = (prefix === '0' ? /[89]/ : prefix === '0b' ? /[2-9]/ : /[^\s\S]/).exec(digits);
  if (bad !== null) return `invalid digit "${bad[0]}" in ${prefix === '0' ? 'octal' : 'binary'} constant`;
  const literal = isHexadecimal
    ? `0x${digits}`
    : prefix === '0'
      ? `0o${digits}`
      : prefix === '0b'
        ? `0b${digits}`
        : digits;
  const value = BigInt(literal.length > 2000 ? literal.slice(0, 2000) : literal);
  const unsigned = /[uU]/.test(suffix) || BigInt.asUintN(64, value) >> 63n === 1n;
  return wrapped(value, unsigned);
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  E: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** The value of a character constant, or what gcc says against it (libcpp `cpp_interpret_charconst`; `char` is signed). */
export function readCharacter(text: string): ConditionValue | string {
  const wide = text.startsWith('L');
  const units = readCharacters(text.slice(wide ? 2 : 1, -1));
  if (typeof units === 'string') return units;
  const last = units.at(-1);
  if (last === undefined) return 'empty character constant';
  if (wide) return wrapped(BigInt.asIntN(32, BigInt(last)), false);
  if (units.length === 1) return wrapped(BigInt.asIntN(8, BigInt(last)), false);
  let value = 0n;
  for (const unit of units.slice(-4)) value = (value << 8n) | BigInt(unit & 0xff);
  return wrapped(BigInt.asIntN(32, value), false);
}

/**
 * The bytes of a string's or character constant's content with its escapes resolved, or what gcc says against them
 * (libcpp `convert_escape`); a numeric escape may be more than a byte.
 */
export function readCharacters(content: string): readonly number[] | string {
  const units: number[] = [];
  for (let at = 0; at < content.length; ) {
    if (content.charAt(at) !== '\\') {
      units.push(content.charCodeAt(at++));
      continue;
    }
    const letter = content.charAt(at + 1);
    const number = /^(?:x([0-9a-fA-F]+)|([0-7]{1,3}))/.exec(content.slice(at + 1));
    if (number !== null) {
      units.push(Number.parseInt(number[1] ?? number[2] ?? '0', number[1] === undefined ? 8 : 16));
      at += 1 + number[0].length;
    } else if (letter === 'u' || letter === 'U') {
      const named = readUniversal(content, at + 1);
      if (typeof named === 'string') return named;
      units.push(...named.bytes);
      at = named.end;
    } else if (letter === 'x') {
      return '\\x used with no following hex digits';
    } else {
      units.push(SIMPLE_ESCAPES[letter] ?? letter.charCodeAt(0));
      at += 2;
    }
  }
  return units;
}

/** The bytes of a universal character name at its `u` or `U` (libcpp `_cpp_valid_ucn`). */
function readUniversal(
  content: string,
  at: number,
): { readonly bytes: readonly number[]; readonly end: number } | string {
  const length = content.charAt(at) === 'u' ? 4 : 8;
  const digits = content.slice(at + 1, at + 1 + length);
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) return 'incomplete universal character name';
  const code = Number.parseInt(digits, 16);
  const isBasic = code < 0xa0 && code !== 0x24 && code !== 0x40 && code !== 0x60;
  if (isBasic || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) {
    return `\\${content.charAt(at)}${digits} is not a valid universal character`;
  }
  return { bytes: [...new TextEncoder().encode(String.fromCodePoint(code))], end: at + 1 + length };
}
