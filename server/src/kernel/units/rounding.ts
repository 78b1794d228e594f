/** The kernel's `round_down`: the alignment's bits are masked off, whether or not it is a power of two. */
export function roundDown(value: bigint, alignment: bigint): bigint {
  return value & ~(alignment - 1n);
}

/** The kernel's `round_up`. */
export function roundUp(value: bigint, alignment: bigint): bigint {
  return ((value - 1n) | (alignment - 1n)) + 1n;
}
