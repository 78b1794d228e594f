/** How one plane of a pixel format lies in memory: blocks of `width` x `height` pixels take `lines` lines of `bytes` bytes. */
export interface PlaneFormat {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly lines: number;
}

/** One plane in which `width` pixels of a line take `bytes` bytes. */
export function packed(bytes: number, width = 1): readonly PlaneFormat[] {
  return [{ width, height: 1, bytes, lines: 1 }];
}

/** One plane of 4:2:0 samples that take one and a half lines of luma for each line of pixels, in an order of its maker. */
export function interleaved420(bytes = 1, width = 1): readonly PlaneFormat[] {
  return [{ width, height: 2, bytes, lines: 3 }];
}

/**
 * Luma, then one plane of interleaved chroma samples, of which `horizontal` x `vertical` pixels share a pair.
 * `samples` samples take `bytes` bytes.
 */
export function semiPlanar(horizontal: number, vertical: number, bytes = 1, samples = 1): readonly PlaneFormat[] {
  // Where an even number of samples is packed together, half as many pairs of chroma are.
  const pairs = samples % 2 === 0 ? samples / 2 : samples;
  return [
    { width: samples, height: 1, bytes, lines: 1 },
    { width: pairs * horizontal, height: vertical, bytes: (bytes * 2 * pairs) / samples, lines: 1 },
  ];
}

/** Luma, then two planes of chroma samples of `bytes` bytes, of which `horizontal` x `vertical` pixels share one each. */
export function planar(horizontal: number, vertical: number, bytes = 1): readonly PlaneFormat[] {
  const chroma = { width: horizontal, height: vertical, bytes, lines: 1 };
  return [{ width: 1, height: 1, bytes, lines: 1 }, chroma, chroma];
}

/** Planes of one size, one after the other, each with as many bytes a pixel as named. */
export function fullPlanes(...bytes: readonly number[]): readonly PlaneFormat[] {
  return bytes.map((each) => ({ width: 1, height: 1, bytes: each, lines: 1 }));
}
