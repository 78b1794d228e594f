const SUFFIX_SHIFT: ReadonlyMap<string, bigint> = new Map([
  ['', 0n],
  ['K', 10n],
  ['M', 20n],
  ['G', 30n],
  ['T', 40n],
]);

/**
 * The bytes that a size or address of the JSON contract or the command line stands for: `"1M"`, `"64K"`, `"256 MiB"`,
 * `"0x100000"`, `4096`. Suffixes are powers of 1024, as the kernel's `memparse` has them. `undefined` for anything
 * else, for negative numbers (`-0` is one), and for what does not fit 64 bits.
 */
export function parseBytes(value: unknown): bigint | undefined {
  if (typeof value === 'number') {
    const isWhole = Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
    return isWhole ? BigInt(value) : undefined;
  }
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const match = /^\s*(0x[0-9a-f]+|[0-9]+)\s*([KMGT]?)(?:i?B)?\s*$/i.exec(value);
  if (match === null) return undefined;
  const bytes = BigInt(match[1] ?? '') << (SUFFIX_SHIFT.get((match[2] ?? '').toUpperCase()) ?? 0n);
  return bytes < 1n << 64n ? bytes : undefined;
}
