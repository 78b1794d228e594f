import { parseBytes } from '../../kernel/units/parseBytes.ts';
import { type FrameLayout, frameLayout, PLAIN_FRAME } from '../../simulation/frames/frameLayout.ts';

/** At most this many are asked for at once: somebody waits for the answer. */
const MOST_BUFFERS = 1 << 16;

/** What a person asks of a heap, in one line. */
export interface AskedAllocation {
  /** Of each dma-buf of one buffer or frame, in bytes. */
  readonly lengths: readonly bigint[];
  readonly frame: FrameLayout | undefined;
  /** How many; absent: one, under its own name. */
  readonly count: number | undefined;
  /** Until the heap refuses; then `count` is absent. */
  readonly untilFull: boolean;
  /** `size` or `frame` as a scenario writes it. */
  readonly written: Readonly<Record<string, unknown>>;
}

export type ReadAllocation = AskedAllocation | { readonly complaint: string };

const HOW = 'Write bytes (4096, 0x100000), a number with K, M or G (64K, 1M), or a frame (1920x1080 NV12)';

/**
 * Reads what a person types: a size (`1M`, `64K`, `0x100000`, `4096`) or a frame (`1920x1080 NV12`, with `stride 64` and
 * `lines 16` for what they are rounded up to), how many of them before it (`8 x 1M`), or `until full` after it. Answers
 * what is wrong where it is neither.
 */
export function readAllocation(text: string): ReadAllocation {
  const [, count, body = '', full] = /^\s*(?:(\d+)\s*[x×]\s+)?(.*?)(\s+until\s+full)?\s*$/is.exec(text) ?? [];
  const several = count === undefined ? undefined : Number(count);
  if (several !== undefined && (several < 1 || several > MOST_BUFFERS)) {
    return { complaint: `${count} is no number of buffers: write 1 to ${MOST_BUFFERS}.` };
  }
  if (several !== undefined && full !== undefined) {
    return { complaint: 'A number of buffers and "until full" exclude each other.' };
  }
  const how = { count: several, untilFull: full !== undefined };
  const size = parseBytes(body);
  if (size !== undefined) return { ...how, lengths: [size], frame: undefined, written: { size: body.trim() } };
  return readFrame(body, how);
}

function readFrame(body: string, how: Pick<AskedAllocation, 'count' | 'untilFull'>): ReadAllocation {
  const [, width, height, format, rest = ''] = /^(\d+)\s*[x×]\s*(\d+)(?:\s+(\S+)(.*))?$/is.exec(body) ?? [];
  if (width === undefined || height === undefined) return { complaint: `This is no size: ${HOW}.` };
  if (format === undefined) return { complaint: `A frame needs a format, such as ${width}x${height} NV12.` };
  const alignments = new Map(
    [...rest.matchAll(/\b(stride|lines)\s+(\d+)/gi)].map(([, name = '', value]) => [name.toLowerCase(), Number(value)]),
  );
  if (rest.replace(/\b(?:stride|lines)\s+\d+/gi, '').trim() !== '') {
    return { complaint: `"${rest.trim()}" says nothing about a frame: write stride 64 or lines 16.` };
  }
  const strideAlign = alignments.get('stride');
  const heightAlign = alignments.get('lines');
  const written = {
    width: Number(width),
    height: Number(height),
    format,
    ...(strideAlign === undefined ? {} : { strideAlign }),
    ...(heightAlign === undefined ? {} : { heightAlign }),
  };
  const layout = frameLayout({ ...PLAIN_FRAME, ...written });
  if ('message' in layout) {
    const message = layout.message();
    return { complaint: layout.member === 'format' ? `${message}.` : `${layout.member}: ${message}.` };
  }
  return { ...how, lengths: layout.buffers, frame: layout, written: { frame: written } };
}
