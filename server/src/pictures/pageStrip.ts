import type { AddressRange } from '../kernel/units/addressRange.ts';

/** The step of what is there before the first one. */
export const BEFORE_STEPS = -1;

/** A buffer of a pool, or what the kernel took of it at boot, in the pool's pages, and the steps between which it is there. */
export interface StripBuffer {
  readonly id: string;
  readonly page: number;
  readonly pages: number;
  /** The step that made it; `BEFORE_STEPS` for what the kernel took. */
  readonly from: number;
  /** The step that gave it back; `undefined` where it stays to the end. */
  readonly until: number | undefined;
}

/** The pages of one pool over the steps of a scenario. */
export interface PageStrip {
  readonly pool: string;
  readonly range: AddressRange;
  readonly pageSize: number;
  readonly pages: number;
  readonly buffers: readonly StripBuffer[];
  /** After each step, in pages. */
  readonly used: readonly number[];
  readonly largestFree: readonly number[];
  /** The most that was used at once, in pages. */
  readonly peak: number;
}

/** A step as it is listed beside the strips. */
export interface StripStep {
  /** What it does: `allocate`, `fill`. */
  readonly op: string;
  /** What came of it: `ok, 8 buffers`. */
  readonly text: string;
  readonly why: string | undefined;
  /** Whether it did not do what it should: an error, or an expectation that does not hold. */
  readonly failed: boolean;
}

/** What a scenario did to the pools of a board. */
export interface ScenarioPicture {
  /** The scenario's name. */
  readonly title: string;
  readonly steps: readonly StripStep[];
  /** The first step that failed; `undefined` where none did. */
  readonly firstFailing: number | undefined;
  readonly strips: readonly PageStrip[];
  /** Buffers that are left out, because there are more than a picture can show. */
  readonly omitted: number;
}

/** A rectangle of a strip's drawing, in pixels from its left edge. */
export interface StripMark {
  readonly x: number;
  readonly width: number;
  readonly buffer: StripBuffer;
}

/** Whether a buffer is there after a step. */
export const isThere = ({ from, until }: StripBuffer, step: number): boolean =>
  from <= step && (until === undefined || step < until);

/** The buffers that are there after a step, to scale, `width` pixels wide; none narrower than a pixel. */
export function stripMarks(strip: PageStrip, step: number, width: number): StripMark[] {
  const scale = width / Math.max(1, strip.pages);
  const marks: StripMark[] = [];
  for (const buffer of strip.buffers) {
    if (isThere(buffer, step)) {
      marks.push({ x: buffer.page * scale, width: Math.max(1, buffer.pages * scale), buffer });
    }
  }
  return marks;
}

/** The longest run of pages after a step that no buffer holds; the last page of an empty pool's is the pool's. */
export function longestHole(strip: PageStrip, step: number): { readonly page: number; readonly pages: number } {
  const there = strip.buffers.filter((buffer) => isThere(buffer, step)).sort((a, b) => a.page - b.page);
  let best = { page: 0, pages: 0 };
  let from = 0;
  for (const { page, pages } of [...there, { page: strip.pages, pages: 0 }]) {
    if (page - from > best.pages) best = { page: from, pages: page - from };
    from = Math.max(from, page + pages);
  }
  return best;
}
