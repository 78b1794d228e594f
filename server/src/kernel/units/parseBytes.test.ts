import { describe, expect, it } from 'vitest';
import { parseBytes } from './parseBytes.ts';

describe('parseBytes', () => {
  it.each([
    ['1M', 0x100000n],
    ['64K', 0x10000n],
    ['2g', 0x80000000n],
    ['256 MiB', 0x10000000n],
    ['0x100000', 0x100000n],
    ['0X10k', 0x4000n],
    ['0', 0n],
    [4096, 4096n],
  ])('%s is %s', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each([
    '',
    'M',
    '-1',
    '1.5M',
    '1MM',
    '0xg',
    '0x10000000000000000',
    '99999999999999999T',
    -1,
    -0,
    1.5,
    NaN,
    null,
    {},
    [],
  ])('%o is none', (value) => expect(parseBytes(value)).toBeUndefined());
});
