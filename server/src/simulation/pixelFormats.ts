/** One plane of a pixel format: blocks of `width` x `height` pixels take `bytes` bytes. */
interface PlaneFormat {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** A picture as a camera, decoder or display driver lays it out. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** A name of `PIXEL_FORMATS`, in any case. */
  readonly format: string;
  /** The stride of every plane is rounded up to a multiple of this many bytes; 1 where the hardware asks for none. */
  readonly strideAlign: number;
}

export interface PlaneLayout {
  /** From the start of the buffer, in bytes. */
  readonly offset: bigint;
  readonly stride: bigint;
  readonly rows: number;
}

export interface FrameLayout {
  /** Of all planes, one behind the other, in bytes. */
  readonly size: bigint;
  readonly planes: readonly PlaneLayout[];
}

/** More than any sensor or display has. */
const MAXIMUM_PIXELS = 1 << 20;

function packed(bytes: number, width = 1): readonly PlaneFormat[] {
  return [{ width, height: 1, bytes }];
}

/** Luma, then one plane of interleaved chroma samples; `bytes` is the size of a sample. */
function semiPlanar(horizontal: number, vertical: number, bytes = 1): readonly PlaneFormat[] {
  return [
    { width: 1, height: 1, bytes },
    { width: horizontal, height: vertical, bytes: 2 * bytes },
  ];
}

/** Luma, then two planes of chroma samples. */
function planar(horizontal: number, vertical: number, bytes = 1): readonly PlaneFormat[] {
  const chroma = { width: horizontal, height: vertical, bytes };
  return [{ width: 1, height: 1, bytes }, chroma, chroma];
}

/** The ways in which the formats lay out pixels, each with the names that DRM, V4L2 and their users have for it. */
const LAYOUTS: readonly { readonly names: readonly string[]; readonly planes: readonly PlaneFormat[] }[] = [
  { names: ['NV12', 'NV21', 'NM12', 'NM21'], planes: semiPlanar(2, 2) },
  { names: ['NV16', 'NV61', 'NM16', 'NM61'], planes: semiPlanar(2, 1) },
  { names: ['NV24', 'NV42'], planes: semiPlanar(1, 1) },
  { names: ['P010', 'P012', 'P016'], planes: semiPlanar(2, 2, 2) },
  { names: ['P210', 'P212', 'P216'], planes: semiPlanar(2, 1, 2) },
  {
    names: ['NV15'],
    planes: [
      { width: 4, height: 1, bytes: 5 },
      { width: 4, height: 2, bytes: 5 },
    ],
  },
  {
    names: ['NV20'],
    planes: [
      { width: 4, height: 1, bytes: 5 },
      { width: 4, height: 1, bytes: 5 },
    ],
  },
  { names: ['YUV420', 'YVU420', 'YU12', 'YV12', 'I420', 'YM12', 'YM21'], planes: planar(2, 2) },
  { names: ['YUV422', 'YVU422', 'YU16', 'YV16', 'I422', '422P', 'YM16', 'YM61'], planes: planar(2, 1) },
  { names: ['YUV444', 'YVU444', 'YU24', 'YV24', 'I444', 'YM24', 'YM42'], planes: planar(1, 1) },
  { names: ['YUYV', 'YVYU', 'UYVY', 'VYUY', 'YUY2'], planes: packed(4, 2) },
  { names: ['Y210', 'Y212', 'Y216'], planes: packed(8, 2) },
  { names: ['RGB24', 'BGR24', 'RGB888', 'BGR888', 'RGB3', 'BGR3'], planes: packed(3) },
  { names: ['RGB565', 'BGR565', 'RGBP', 'RGB16', 'XRGB1555', 'ARGB1555', 'XRGB4444', 'ARGB4444'], planes: packed(2) },
  {
    names: [
      'XRGB8888',
      'ARGB8888',
      'XBGR8888',
      'ABGR8888',
      'RGBX8888',
      'RGBA8888',
      'BGRX8888',
      'BGRA8888',
      'RGB32',
      'BGR32',
      'XR24',
      'AR24',
      'XB24',
      'AB24',
      'AYUV',
      'XYUV8888',
    ],
    planes: packed(4),
  },
  {
    names: ['XRGB2101010', 'ARGB2101010', 'XBGR2101010', 'ABGR2101010', 'XR30', 'AR30', 'XB30', 'AB30', 'Y410'],
    planes: packed(4),
  },
  {
    names: ['XRGB16161616', 'ARGB16161616', 'XBGR16161616', 'ABGR16161616', 'XBGR16161616F', 'ABGR16161616F', 'Y416'],
    planes: packed(8),
  },
  { names: ['GREY', 'GRAY8', 'R8', 'Y8', 'C8', 'RAW8', ...bayer('8')], planes: packed(1) },
  { names: ['Y10P', 'RAW10', ...bayer('10P')], planes: packed(5, 4) },
  { names: ['Y12P', 'RAW12', ...bayer('12P')], planes: packed(3, 2) },
  { names: ['Y14P', 'RAW14', ...bayer('14P')], planes: packed(7, 4) },
  {
    names: ['Y10', 'Y12', 'Y14', 'Y16', 'R16', 'RAW16', 'Z16', ...['10', '12', '14', '16'].flatMap(bayer)],
    planes: packed(2),
  },
];

/** The four orders of a Bayer pattern: `SRGGB10P` and its brothers. */
function bayer(depth: string): string[] {
  return ['RGGB', 'GRBG', 'GBRG', 'BGGR'].map((order) => `S${order}${depth}`);
}

const PLANES_BY_NAME = new Map(LAYOUTS.flatMap(({ names, planes }) => names.map((name) => [name, planes] as const)));

/** The names of the formats that are known. RAW10, RAW12 and RAW14 are packed as MIPI CSI-2 sends them. */
export const PIXEL_FORMATS: readonly string[] = [...PLANES_BY_NAME.keys()];

/**
 * Where the planes of a frame lie in one buffer, and how large that is. Every plane's stride is aligned on its own.
 * Text that says what is wrong for an unknown format or a size that is none.
 */
export function frameLayout(frame: Frame): FrameLayout | string {
  const format = PLANES_BY_NAME.get(frame.format.toUpperCase());
  if (format === undefined) return `${frame.format} is not a known pixel format; known are ${PIXEL_FORMATS.join(', ')}`;
  for (const member of ['width', 'height', 'strideAlign'] as const) {
    const value = frame[member];
    if (!Number.isInteger(value) || value < 1 || value > MAXIMUM_PIXELS) {
      return `${member} ${value} is not a whole number from 1 to ${MAXIMUM_PIXELS}`;
    }
  }
  const planes: PlaneLayout[] = [];
  let offset = 0n;
  for (const plane of format) {
    const line = Math.ceil(frame.width / plane.width) * plane.bytes;
    const stride = BigInt(Math.ceil(line / frame.strideAlign) * frame.strideAlign);
    const rows = Math.ceil(frame.height / plane.height);
    planes.push({ offset, stride, rows });
    offset += stride * BigInt(rows);
  }
  return { size: offset, planes };
}
