import { AddressRange } from './addressRange.ts';

/** What of some ranges lies in none of others, in their order. Empty ranges have nothing. */
export function rangesWithout(ranges: readonly AddressRange[], others: readonly AddressRange[]): AddressRange[] {
  let left = ranges.filter(({ size }) => size > 0n);
  for (const other of others) left = left.flatMap((range) => without(range, other));
  return left;
}

function without(range: AddressRange, other: AddressRange): AddressRange[] {
  if (!range.overlaps(other)) return [range];
  const parts: AddressRange[] = [];
  if (range.base < other.base) parts.push(new AddressRange(range.base, other.base - range.base));
  if (other.end < range.end) parts.push(new AddressRange(other.end, range.end - other.end));
  return parts;
}
