import type { LineEnds } from './lineFeeds.ts';
import { LineIndex } from './lineIndex.ts';

/**
 * A file as the tools of the kernel's build see it: bytes.
 *
 * `text` is a string in which every character is one byte (0 to 255), so an offset into it is a byte offset, nothing
 * is lost where a file is not valid UTF-8, and V8 keeps it at one byte a character. Only the edges translate to and
 * from UTF-16 (see `LineIndex`).
 */
export class SourceFile {
  /** The path as the reader named it, with `/` between its parts. */
  readonly path: string;
  /** The content, one character a byte. */
  readonly text: string;
  /**
   * The file in the place of which this one is tried, such as for a fix: it stays what it is, so that what is known of it
   * is kept, and most of that holds for this one, too. Absent for a file as it stands.
   */
  readonly triedFor: SourceFile | undefined;
  /** Whose count of lines holds for it. */
  readonly lineEnds: LineEnds;
  #lines: LineIndex | undefined;

  constructor(path: string, text: string, triedFor?: SourceFile, lineEnds: LineEnds = triedFor?.lineEnds ?? 'gcc') {
    this.path = path;
    this.text = text;
    this.triedFor = triedFor;
    this.lineEnds = lineEnds;
  }

  /** Where the file's lines begin; made at the first question. */
  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text, this.lineEnds);
    return this.#lines;
  }
}

/** A text of more bytes than this is long: a tree of it takes tens of megabytes. The largest source of Linux 6.12 is a little shorter. */
export const LONG_TEXT = 1 << 18;

/** A half-open stretch `[start, end)` of a file, in byte offsets. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** The bytes of `bytes` as a string of one character a byte. */
export function byteString(bytes: Uint8Array): string {
  const chunk = 0x2000;
  let text = '';
  for (let start = 0; start < bytes.length; start += chunk) {
    // Ten times as fast as spreading the bytes, which goes through an iterator.
    text += String.fromCharCode.apply(null, bytes.subarray(start, start + chunk) as unknown as number[]);
  }
  return text;
}

/** The bytes that a string of one character a byte stands for. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
