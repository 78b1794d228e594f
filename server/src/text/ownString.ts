/** From this length on an engine may keep a slice as a view of the whole text, which would then live as long. */
const SHORTEST_SLICE = 13;

const LONGEST_COPIED = 1000;

/** A string of its own with the characters of a slice; a very long one is left as it is. */
export function ownString(slice: string): string {
  if (slice.length < SHORTEST_SLICE || slice.length > LONGEST_COPIED) return slice;
  // What is cut from a text put together is cut from a copy of its own.
  return ` ${slice}`.slice(1);
}
