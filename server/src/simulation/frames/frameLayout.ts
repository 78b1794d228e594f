import { INPUT_LIMITS } from '../../text/limits.ts';
import { findPixelFormat, type PixelFormat } from './pixelFormats.ts';
import type { PlaneFormat } from './planeFormat.ts';

/** A picture as a camera, decoder or display driver lays it out. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** A name or code that `findPixelFormat` knows. */
  readonly format: string;
  /** The stride of plane 0 is a multiple of this many bytes; 1 where the hardware asks for none. */
  readonly strideAlign: number;
  /** The rows of plane 0 are a multiple of this; 1 where the hardware asks for none. */
  readonly heightAlign: number;
  /** What the hardware writes after the last plane: headers of a compression, motion vectors. */
  readonly extraBytes: bigint;
  /** Whether the planes share one buffer or have one each; `undefined`: as the format has it. */
  readonly planes: 'contiguous' | 'separate' | undefined;
}

export interface PlaneLayout {
  /** Which buffer of the frame, from 0. */
  readonly buffer: number;
  /** From the start of that buffer, in bytes. */
  readonly offset: bigint;
  readonly stride: bigint;
  readonly rows: number;
}

export interface FrameLayout {
  readonly frame: Frame;
  readonly format: PixelFormat;
  /** Bytes of each buffer, in the order in which they are allocated. */
  readonly buffers: readonly bigint[];
  /** Bytes of all buffers together. */
  readonly size: bigint;
  readonly planes: readonly PlaneLayout[];
  /** Lines of pixels, with those that alignment adds. */
  readonly lines: number;
}

/** What of a frame cannot be used: the member, and why, which is worked out where it is shown. */
export interface FrameFault {
  readonly member: string;
  readonly message: () => string;
}

const MEASURES = ['width', 'height', 'strideAlign', 'heightAlign'] as const;

/** What a frame has whose author says no more than its size and format. */
export const PLAIN_FRAME = { strideAlign: 1, heightAlign: 1, extraBytes: 0n, planes: undefined } as const;

/** Where the planes of a frame lie, and how large its buffers are; what is wrong with it where there is no answer. */
export function frameLayout(frame: Frame): FrameLayout | FrameFault {
  const format = findPixelFormat(frame.format);
  if (typeof format === 'function') return { member: 'format', message: format };
  if (format.planes === undefined) {
    const message = () =>
      `${format.name} is ${format.unsized}, so that width and height do not say how large a buffer is; give size instead of frame`;
    return { member: 'format', message };
  }
  for (const member of MEASURES) {
    const value = frame[member];
    if (Number.isInteger(value) && value >= 1 && value <= INPUT_LIMITS.framePixels) continue;
    return { member, message: () => `${value} is not a whole number from 1 to ${INPUT_LIMITS.framePixels}` };
  }
  const separate = (frame.planes ?? (format.separate ? 'separate' : 'contiguous')) === 'separate';
  const lines = roundUp(roundUp(frame.height, format.tile.height), frame.heightAlign);
  const planes = planeLayouts(frame, lines, format, format.planes, separate);
  const buffers: bigint[] = [];
  for (const { buffer, offset, stride, rows } of planes) buffers[buffer] = offset + stride * BigInt(rows);
  buffers[buffers.length - 1] = (buffers.at(-1) ?? 0n) + frame.extraBytes;
  return { frame, format, buffers, size: buffers.reduce((sum, bytes) => sum + bytes, 0n), planes, lines };
}

function planeLayouts(
  { width, strideAlign }: Frame,
  lines: number,
  { tile, lineUnit, strideFollows }: PixelFormat,
  formats: readonly PlaneFormat[],
  separate: boolean,
): PlaneLayout[] {
  const columns = roundUp(width, tile.width);
  const planes: PlaneLayout[] = [];
  let luma: { readonly format: PlaneFormat; readonly stride: number } | undefined;
  let offset = 0n;
  for (const [buffer, format] of formats.entries()) {
    const line = roundUp(Math.ceil(columns / format.width) * format.bytes, lineUnit);
    const stride =
      luma === undefined || separate || !strideFollows
        ? roundUp(line, strideAlign)
        : Math.max(line, followingStride(luma, format));
    const rows = Math.ceil(lines / format.height) * format.lines;
    planes.push({ buffer: separate ? buffer : 0, offset: separate ? 0n : offset, stride: BigInt(stride), rows });
    offset += BigInt(stride) * BigInt(rows);
    luma ??= { format, stride };
  }
  return planes;
}

/**
 * The stride of a plane of chroma that has as many pixels as a line of luma: half of `bytesperline` for planar 4:2:0, the
 * same for NV12, twice for NV24 (Documentation/userspace-api/media/v4l/pixfmt-yuv-planar.rst).
 */
function followingStride(luma: { readonly format: PlaneFormat; readonly stride: number }, chroma: PlaneFormat): number {
  return Math.ceil((luma.stride * luma.format.width * chroma.bytes) / (luma.format.bytes * chroma.width));
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
