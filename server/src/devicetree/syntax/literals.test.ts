import { describe, expect, test } from 'vitest';
import {
  appendUnescaped,
  characterLiteral,
  endOfCharacter,
  endOfInteger,
  endOfString,
  endOfStringOnLine,
  endOfTypedCharacter,
  integerLiteral,
} from './literals.ts';

describe('integer literals', () => {
  test.each([
    ['0', 0n],
    ['10', 10n],
    ['010', 8n],
    ['0x10', 16n],
    ['0XfF', 255n],
    ['10UL', 10n],
    ['0xffffffffffffffffULL', 0xffff_ffff_ffff_ffffn],
  ])('%s', (text, value) => {
    expect(integerLiteral(text)).toEqual({ value, fault: undefined });
  });

  test('a digit that is not octal after a 0 is a fault', () => {
    expect(integerLiteral('08').fault?.id).toBe('bad-integer');
  });

  test('what does not fit into 64 bits is a fault', () => {
    const literal = integerLiteral('0x10000000000000000');
    expect(literal.value).toBe(0xffff_ffff_ffff_ffffn);
    expect(literal.fault?.id).toBe('integer-out-of-range');
  });

  test('end where dtc ends them', () => {
    expect(endOfInteger('0x12UL>', 0)).toBe(6);
    expect(endOfInteger('12u', 0)).toBe(2);
    expect(endOfInteger('x', 0)).toBe(0);
  });
});

function unescaped(text: string): number[] {
  const bytes: number[] = [];
  appendUnescaped(text, 0, text.length, (byte) => bytes.push(byte));
  return bytes;
}

describe('escapes', () => {
  test('are those of dtc', () => {
    expect(unescaped('a\\n\\t\\\\\\q')).toEqual([97, 10, 9, 92, 113]);
    expect(unescaped('\\1012\\x4g')).toEqual([65, 50, 4, 103]);
    expect(unescaped('\\777')).toEqual([255]);
  });

  test('\\x without digits is reported', () => {
    expect(appendUnescaped('\\xg', 0, 3, () => {})).toBe(false);
  });
});

describe('characters and strings', () => {
  test('a character is one byte', () => {
    expect(characterLiteral('A', 0, 1)).toEqual({ value: 65n, fault: undefined });
    expect(characterLiteral('', 0, 0).fault?.message).toBe('Empty character literal');
    expect(characterLiteral('ab', 0, 2).fault?.message).toBe('Character literal has 2 characters instead of 1');
  });

  test('a quote after a backslash does not end them', () => {
    expect(endOfCharacter("'\\''>", 0)).toBe(4);
    expect(endOfString('"a\\"b" c', 0)).toBe(6);
  });

  test.each([
    ['"a\\"b" c', 6],
    ['"a\n"', 2],
    ['"a\\\n"', 3],
    ['"a', 2],
    ['"a\\', 3],
  ])('end with their line at the latest where they are being typed: %j', (text, end) => {
    expect(endOfStringOnLine(text, 0)).toBe(end);
  });

  test.each([
    ["'{' '}'", 3],
    ["'\\'' '", 4],
    ["'\\x7b' '", 6],
    ["'\\173' '", 6],
    ["'{{' '", 4],
    ["' '", 3],
    ["';'", 3],
    ["'' '", 1],
    ["'a 'b'", 1],
    ["'a;'b'", 1],
    ["'\\'\\'", 1],
    ["'", 1],
  ])('a character that is being typed ends where it can be told: %s', (text, end) => {
    expect(endOfTypedCharacter(text, 0)).toBe(end);
  });
});
