import type { Analysis } from '../analysis.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';

/**
 * The RAM that the profile or the tree states, neighbours joined, lowest first. Empty where neither does: then nothing
 * can be said about what lies outside of it.
 */
export function statedMemory({ memory, profile }: Analysis): readonly AddressRange[] {
  const stated = profile.memory ?? memory.banks.flatMap(({ entries }) => entries.map(({ range }) => range));
  const sorted = stated
    .filter(({ size }) => size > 0n)
    .sort((a, b) => (a.base < b.base ? -1 : a.base > b.base ? 1 : 0));
  const joined: AddressRange[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && range.base <= last.end) {
      joined[joined.length - 1] = new AddressRange(
        last.base,
        (range.end > last.end ? range.end : last.end) - last.base,
      );
    } else joined.push(range);
  }
  return joined;
}

/**
 * Whether a board's RAM appears at other addresses than its tree states: 32-bit boards with LPAE, whose firmware or
 * early code moves the banks from below 4 GiB to their alias above, where the regions are (arch/arm/mach-keystone).
 */
export function usesHighAlias(analysis: Analysis, range: AddressRange): boolean {
  return analysis.profile.architecture === 'arm' && analysis.profile.memory === undefined && range.end > 1n << 32n;
}
