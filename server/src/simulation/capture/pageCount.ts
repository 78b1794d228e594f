import { formatSize } from '../../kernel/units/formatBytes.ts';
import { frameLayout, PLAIN_FRAME } from '../frames/frameLayout.ts';
import type { CaptureNote } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';

/** `cma: cma_alloc: reserved: alloc failed, req-size: 2025 pages, ret: -12` (mm/cma.c). */
const FAILED_REQUEST = /req-size: (\d{1,9}) pages/;

const DEFAULT_PAGE_SIZE = 4096;
/** At most this many pictures are named for one number of pages. */
const MAXIMUM_NAMED = 3;

/** Sizes that displays, cameras and decoders have, width by height; 1088 lines are 1080 rounded up to macroblocks. */
const PICTURES: readonly (readonly [number, number])[] = [
  [1920, 1080],
  [1920, 1088],
  [1920, 1200],
  [3840, 2160],
  [4096, 2160],
  [2560, 1440],
  [1280, 720],
  [1280, 800],
  [1366, 768],
  [1024, 768],
  [1024, 600],
  [800, 480],
  [800, 600],
  [640, 480],
  [2592, 1944],
  [3280, 2464],
  [4056, 3040],
  [4608, 2592],
];

/** Formats that stand for all of their size. */
const FORMATS: readonly string[] = [
  'NV12',
  'XRGB8888',
  'RGB565',
  'YUYV',
  'RGB888',
  'NV24',
  'P010',
  'SRGGB10P',
  'SRGGB12P',
  'GREY',
];

/** What a failed request for pages may have been for; `undefined` where a line says nothing of one. */
export function pageCountNote({ number, message }: CaptureLine, pageSize = DEFAULT_PAGE_SIZE): CaptureNote | undefined {
  const pages = FAILED_REQUEST.exec(message)?.[1];
  if (pages === undefined) return undefined;
  const count = Number(pages);
  const pictures = picturesOf(count, pageSize);
  const meaning = pictures.length === 0 ? '' : `: may be ${pictures.join(' or ')}`;
  const size = formatSize(BigInt(count) * BigInt(pageSize));
  return { message: `an allocation of ${count} pages (${size}) failed${meaning}`, line: number };
}

/** Pictures that take exactly a number of pages, the likelier first. */
function picturesOf(pages: number, pageSize: number): string[] {
  const found: string[] = [];
  for (const [width, height] of PICTURES) {
    for (const format of FORMATS) {
      const layout = frameLayout({ ...PLAIN_FRAME, width, height, format });
      if ('message' in layout || Math.ceil(Number(layout.size) / pageSize) !== pages) continue;
      found.push(`${width}x${height} ${format}`);
      if (found.length === MAXIMUM_NAMED) return found;
    }
  }
  return found;
}
