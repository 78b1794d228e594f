import type { SourceFile, Span } from '../../../text/sourceFile.ts';

/**
 * A file's text after the first translation phases (C11 5.1.1.2, phases 1 and 2, as libcpp's `_cpp_clean_line` does
 * them): a byte-order mark is gone, lines end with a line feed alone, and a backslash at a line's end, with or without
 * blanks after it, joins the lines. A carriage return ends a line and counts as one, be a line feed after it or not.
 * Offsets into it lead back to the file.
 */
export class CleanText {
  readonly file: SourceFile;
  readonly text: string;
  /** Offsets into `text` at which something was taken out, and how many bytes are gone up to there. */
  private readonly _cuts: Uint32Array;
  private readonly _removed: Uint32Array;

  /** `isCleaned` false: the text is taken as it is, as dtc takes it. */
  constructor(file: SourceFile, isCleaned = true) {
    this.file = file;
    const source = file.text;
    const hasMark = source.startsWith('\xef\xbb\xbf');
    if (!isCleaned || (!hasMark && source.indexOf('\\') < 0 && source.indexOf('\r') < 0)) {
      this.text = source;
      this._cuts = NOTHING;
      this._removed = NOTHING;
      return;
    }
    const cuts: number[] = [];
    const removed: number[] = [];
    const parts: string[] = [];
    let length = 0;
    let copied = 0;
    const cut = (start: number, end: number, replacement: string) => {
      parts.push(source.slice(copied, start), replacement);
      length += start - copied + replacement.length;
      copied = end;
      if (end - start === replacement.length) return;
      cuts.push(length);
      removed.push(copied - length);
    };
    if (hasMark) cut(0, 3, '');
    LINE_JOINTS.lastIndex = copied;
    for (let match = LINE_JOINTS.exec(source); match !== null; match = LINE_JOINTS.exec(source)) {
      cut(match.index, match.index + match[0].length, match[0].startsWith('\\') ? '' : '\n');
    }
    parts.push(source.slice(copied));
    this.text = parts.join('');
    this._cuts = Uint32Array.from(cuts);
    this._removed = Uint32Array.from(removed);
  }

  /** The file's offset of the character at an offset of `text`. */
  original(offset: number): number {
    const cuts = this._cuts;
    if (cuts.length === 0 || offset < (cuts[0] ?? 0)) return offset;
    let low = 0;
    let high = cuts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((cuts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return offset + (this._removed[low] ?? 0);
  }

  /** The stretch of the file that `[start, end)` of `text` was made from. */
  span(start: number, end: number): Span {
    const first = this.original(start);
    return { file: this.file, start: first, end: end > start ? this.original(end - 1) + 1 : first };
  }

  /** The column in bytes, counted from 1, of the character at an offset of `text`. */
  columnAt(offset: number): number {
    return this.file.lines.lineColumn(this.original(offset)).column;
  }

  /** The number of the line, counted from 1, that holds the character at an offset of `text`. */
  lineAt(offset: number): number {
    return this.file.lines.lineOf(this.original(offset)) + 1;
  }
}

const NOTHING = new Uint32Array(0);
const LINE_JOINTS = /\\[ \t\f\v\0]*(?:\r\n|\n|\r)|\r\n|\r/g;
