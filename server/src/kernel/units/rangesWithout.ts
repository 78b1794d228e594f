import { AddressRange } from './addressRange.ts';

/** What of some ranges lies in none of others, in their order. Empty ranges have nothing. */
export function rangesWithout(ranges: readonly AddressRange[], others: readonly AddressRange[]): AddressRange[] {
  let left = ranges.filter(({ size }) => size > 0n);
  for (const other of others) {
    left = left.flatMap((range) => {
      if (!range.overlaps(other)) return [range];
      const before = new AddressRange(range.base, other.base > range.base ? other.base - range.base : 0n);
      const after = range.end > other.end ? new AddressRange(other.end, range.end - other.end) : undefined;
      return after === undefined ? [before] : [before, after];
    });
    left = left.filter(({ size }) => size > 0n);
  }
  return left;
}
