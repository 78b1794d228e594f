/** From this length on an engine may keep a slice as a view of the whole text, which would then live as long. */
const SHORTEST_SLICE = 13;

const LONGEST_COPIED = 1000;

/**
 * A separate copy of a slice, so that keeping it does not keep the whole text in memory. Slices that are short are
 * copied by the engine anyway; very long ones are returned as they are.
 */
export function ownString(slice: string): string {
  if (slice.length < SHORTEST_SLICE || slice.length > LONGEST_COPIED) return slice;
  // Concatenation makes the engine build a new string, and the slice is a view of that one.
  return ` ${slice}`.slice(1);
}
