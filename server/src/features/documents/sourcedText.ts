import type { Span } from '../../text/sourceFile.ts';

/** A part of a line that leads to a place in the sources; offsets in characters of the line. */
export interface LineLink {
  readonly start: number;
  readonly end: number;
  readonly span: Span;
}

export interface SourcedLine {
  readonly text: string;
  readonly links: readonly LineLink[];
  /** What made the line as a whole; `undefined` where no source did. */
  readonly span: Span | undefined;
}

/** A text to read whose lines know where they come from. */
export interface SourcedText {
  readonly lines: readonly SourcedLine[];
  /** Lines, from 0, that can be folded away: from the heading to the last line of what stands below it. */
  readonly folds: readonly { readonly start: number; readonly end: number }[];
}

/** A longer text is cut: nobody reads it, and a hostile tree could ask for any length. */
const MAXIMUM_LINES = 200_000;

/** Writes a text line by line. */
export class SourcedTextWriter {
  readonly #lines: SourcedLine[] = [];
  readonly #folds: { start: number; end: number }[] = [];
  #section: number | undefined;

  /** Begins a section, which ends at the next one; its heading is a line of its own. */
  section(heading: string): void {
    this.#close();
    if (this.#lines.length > 0) this.line('');
    this.#section = this.#lines.length;
    this.line(heading);
  }

  line(text: string, links: readonly LineLink[] = [], span: Span | undefined = undefined): void {
    if (this.#lines.length >= MAXIMUM_LINES) return;
    this.#lines.push({ text, links, span });
  }

  /** A line whose part `name` leads to a place; where it has no such part, the line as a whole does. */
  linked(text: string, name: string, span: Span | undefined): void {
    const start = name === '' || span === undefined ? -1 : text.indexOf(name);
    this.line(text, start < 0 || span === undefined ? [] : [{ start, end: start + name.length, span }], span);
  }

  get text(): SourcedText {
    this.#close();
    return { lines: this.#lines, folds: this.#folds };
  }

  #close(): void {
    let end = this.#lines.length - 1;
    while (end > 0 && this.#lines[end]?.text === '') end--;
    if (this.#section !== undefined && end > this.#section) this.#folds.push({ start: this.#section, end });
    this.#section = undefined;
  }
}

/** The whole as one text. */
export function plainText({ lines }: SourcedText): string {
  return `${lines.map(({ text }) => text).join('\n')}\n`;
}

/** Rows with their columns aligned. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
