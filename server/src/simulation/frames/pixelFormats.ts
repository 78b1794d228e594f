import { editDistance } from '../../text/editDistance.ts';
import { lazily } from '../../text/lazily.ts';
import { FORMAT_GROUPS, type FormatGroup } from './pixelFormatTable.ts';
import type { PlaneFormat } from './planeFormat.ts';

/** A format as V4L2 or DRM defines it. */
export interface PixelFormat {
  /** Without `V4L2_PIX_FMT_` (or `META`, `SDR`, `TCH` there) or `DRM_FORMAT_`. */
  readonly name: string;
  /** Four characters, with `-BE` after them where the highest bit says big endian; '' for a name of other programs. */
  readonly code: string;
  readonly api: 'v4l2' | 'drm' | 'other';
  /** `undefined` where width and height do not say how large a frame is. */
  readonly planes: readonly PlaneFormat[] | undefined;
  /** What a format without `planes` is, after which a sentence goes on. */
  readonly unsized: string;
  readonly tile: { readonly width: number; readonly height: number };
  readonly lineUnit: number;
  readonly separate: boolean;
  /** Whether in one buffer the strides of the other planes follow from that of plane 0 (V4L2's `bytesperline`). */
  readonly strideFollows: boolean;
}

/** Where one name or code stands for two layouts, that of DRM is taken: V4L2's YUV444 can be asked for as `Y444`. */
const PREFERENCE: readonly PixelFormat['api'][] = ['drm', 'v4l2', 'other'];

const CODE_LENGTH = 4;
const BIG_ENDIAN = /[-_]BE$/;
const PREFIX = /^(?:(V4L2)_(?:PIX|META|SDR|TCH)_FMT_|DRM_FORMAT_)/i;

/** A line of `v4l2-ctl --list-formats`, or the part of it without the quotes: `[0]: 'NM12' (Y/UV 4:2:0 (N-C))`. */
const LISTED = /^(?:\[\d+\]:\s*)?(?:'([^']*)'|(\S+)(?=\s+\())(?:\s*\(.*\))?$/;
/** A code as the kernel's `%p4cc` and `%p4ch` print it: `XR24 little-endian (0x34325258)`. */
const LOGGED = /^(.{4})\s+(little|big)-endian\s+\(0x[\da-f]+\)$/i;
/** A code as a number, as headers and debug output have it. */
const NUMBER = /^0x([\da-f]{8})$/i;
/** The bit that makes a code big-endian: `v4l2_fourcc_be`, `DRM_FORMAT_BIG_ENDIAN`. */
const BIG_ENDIAN_BIT = 0x80;
/** A modifier of DRM after the format, as modetest and GStreamer write it; DRM_FORMAT_MOD_LINEAR is zero. */
const MODIFIER = /^([^:]+):\s*(?:(LINEAR|0x0+)\b.*|.*)$/i;
/** Words for modifiers of framebuffer compression at the end of a name. */
const COMPRESSION = /^(.+)[_-](?:AFBC|AFRC|UBWC|DCC|CCS)$/i;

/** Every format that is known. */
export const pixelFormats = lazily((): readonly PixelFormat[] => FORMAT_GROUPS.flatMap(formatsOf));

function formatsOf(group: FormatGroup): PixelFormat[] {
  const named = (list: string | undefined, api: PixelFormat['api']): PixelFormat[] =>
    (list ?? '')
      .split(' ')
      .filter((entry) => entry !== '')
      .map((entry) => {
        const [name = '', code = ''] = entry.split(':');
        return {
          name,
          code: code === '' ? '' : fullCode(code),
          api,
          planes: group.planes,
          unsized: group.unsized ?? 'compressed',
          tile: group.tile ?? { width: 1, height: 1 },
          lineUnit: group.lineUnit ?? 1,
          separate: group.separate === true,
          strideFollows: group.v4l2 !== undefined,
        };
      });
  return [...named(group.v4l2, 'v4l2'), ...named(group.drm, 'drm'), ...named(group.also, 'other')];
}

/** A code with the spaces that fill it up to four characters. */
function fullCode(code: string): string {
  const characters = code.replace(BIG_ENDIAN, '');
  return characters.padEnd(CODE_LENGTH) + (characters === code ? '' : '-BE');
}

interface Words {
  /** Formats by their names and codes; a name goes before a code, and DRM before V4L2. */
  readonly formats: ReadonlyMap<string, PixelFormat>;
  /** The names and codes that differ in case alone, by their lower case. */
  readonly spellings: ReadonlyMap<string, readonly string[]>;
}

const words = lazily((): Words => {
  const formats = new Map<string, PixelFormat>();
  const spellings = new Map<string, string[]>();
  for (const api of PREFERENCE) {
    const own = pixelFormats().filter((format) => format.api === api);
    for (const [word, format] of own.flatMap(wordsOf)) {
      if (word === '' || formats.has(word)) continue;
      formats.set(word, format);
      spellings.set(word.toLowerCase(), [...(spellings.get(word.toLowerCase()) ?? []), word]);
    }
  }
  return { formats, spellings };
});

function wordsOf(format: PixelFormat): (readonly [string, PixelFormat])[] {
  return [
    [format.name, format],
    [format.code.trimEnd(), format],
  ];
}

/**
 * The format of a DRM or V4L2 name, or of the four-character code of either, as `v4l2-ctl --list-formats`, `modetest` and
 * the kernel's log print it. A prefix (`V4L2_PIX_FMT_`) decides whose name it is; without one DRM's goes before V4L2's.
 * Another case is taken where it leaves no doubt. For anything else a function that says what is wrong, with the nearest
 * name: that is held against every name there is, so that it is sought only where somebody reads it.
 */
export function findPixelFormat(written: string): PixelFormat | (() => string) {
  const code = codeIn(written.trim());
  const found = lookedUp(code);
  if (typeof found !== 'function') return found;
  const [, base = '', linear] = MODIFIER.exec(code) ?? COMPRESSION.exec(code) ?? [];
  const format = base === '' ? found : lookedUp(base);
  if (typeof format === 'function') return found;
  if (linear !== undefined) return format;
  return () =>
    `${written}: a modifier is no part of a format; write ${base.trim()}, its tiles as strideAlign and heightAlign, and what ` +
    'compression adds as extraBytes';
}

/** The name or code in what programs print around one. */
function codeIn(written: string): string {
  const [, quoted, bare] = LISTED.exec(written) ?? [];
  const listed = quoted ?? bare;
  if (listed !== undefined) return listed;
  const [, logged, order = ''] = LOGGED.exec(written) ?? [];
  if (logged !== undefined) return /big/i.test(order) ? `${logged}-BE` : logged;
  const number = NUMBER.exec(written)?.[1];
  if (number === undefined) return written;
  const bytes = (number.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse();
  const [last = 0] = bytes.slice(-1);
  const text = String.fromCharCode(...bytes.slice(0, -1), last & ~BIG_ENDIAN_BIT);
  return (last & BIG_ENDIAN_BIT) === 0 ? text : `${text}-BE`;
}

function lookedUp(written: string): PixelFormat | (() => string) {
  const word = written.trimEnd().replace(PREFIX, '');
  const [prefix, isV4l2] = PREFIX.exec(written) ?? [];
  if (prefix !== undefined) {
    const api = isV4l2 === undefined ? 'drm' : 'v4l2';
    const own = pixelFormats().find(({ name, ...of }) => of.api === api && name.toLowerCase() === word.toLowerCase());
    if (own !== undefined) return own;
  }
  const { formats, spellings } = words();
  const exact = formats.get(word) ?? formats.get(word.replace(BIG_ENDIAN, '-BE'));
  if (exact !== undefined) return exact;
  const spelt = spellings.get(word.toLowerCase()) ?? [];
  if (spelt.length > 1) return () => `${written} may be ${spelt.join(' or ')}: write it as one of these`;
  return formats.get(spelt[0] ?? '') ?? (() => unknownFormat(written, word));
}

function unknownFormat(written: string, word: string): string {
  const near = nearestWords(word.toUpperCase());
  const last = near.pop();
  const advice =
    last === undefined
      ? 'use a name or four-character code of V4L2 or DRM, such as NV12, XRGB8888 or pRAA'
      : `did you mean ${near.length === 0 ? '' : `${near.join(', ')} or `}${last}?`;
  return `${written} is not a known pixel format; ${advice}`;
}

/** At most this many names are proposed for one that is not known. */
const MAXIMUM_PROPOSALS = 3;

/** The names and codes with the fewest slips; those that begin alike for longest first. */
function nearestWords(searched: string): string[] {
  let limit = Math.max(1, Math.floor(searched.length / 3));
  let nearest: { readonly name: string; readonly alike: number }[] = [];
  for (const name of words().formats.keys()) {
    const slips = editDistance(searched, name.toUpperCase(), limit);
    if (slips > limit) continue;
    if (slips < limit) nearest = [];
    limit = slips;
    nearest.push({ name, alike: commonStart(searched, name.toUpperCase()) });
  }
  return nearest
    .sort((a, b) => b.alike - a.alike)
    .slice(0, MAXIMUM_PROPOSALS)
    .map(({ name }) => name);
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
