import type { Leaf } from './leaves.ts';

/** A tab goes to the next multiple of this column. */
export const TAB = 8;

/** White space that reaches to a column: tabs, and blanks for the rest. */
export const whiteTo = (column: number): string => '\t'.repeat(Math.floor(column / TAB)) + ' '.repeat(column % TAB);

/**
 * The column after the stretch `[start, end)` of a text, which begins in a column; a character of UTF-8 is as wide as one
 * of ASCII.
 */
export function columnAfter(column: number, text: string, start = 0, end = text.length): number {
  let at = column;
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code === 10) at = 0;
    else if (code === 9) at += TAB - (at % TAB);
    else if ((code & 0xc0) !== 0x80) at++;
  }
  return at;
}

/** A bracket that is open: where the lines in it begin, and where its fellow stands if it begins a line. */
interface OpenBracket {
  inside: number | undefined;
  readonly closing: number;
  /** The column that the line of the bracket begins in. */
  readonly line: number;
}

/**
 * Where the lines begin that continue a statement, as the kernel aligns them (Documentation/devicetree/bindings/
 * dts-coding-style.rst): entries below the first entry, what is in brackets below the first thing in them; a tab further
 * in where a line ends before the first.
 */
export class Alignment {
  readonly #brackets: OpenBracket[] = [];
  /** The column of the first value; undefined until it is known. */
  #value: number | undefined;
  #expectsValue = false;
  /** The column in which the current line begins, and that in which the statement does. */
  #line = 0;
  #statement = 0;

  /** Notes a leaf that stands in a column; `beginsLine` says that nothing stands before it on its line. */
  place(leaf: Leaf, column: number, beginsLine: boolean): void {
    if (beginsLine) this.#line = column;
    if (leaf.role !== 'continuation') {
      if (leaf.role === 'statement' || leaf.role === 'closing') this.#begin(column, beginsLine);
      return;
    }
    if (leaf.type === 'comment') {
      // Entries may begin below a comment that stands where the first would.
      if (this.#expectsValue && !beginsLine) this.#value ??= column;
      return;
    }
    const bracket = this.#brackets.at(-1);
    if (closes(leaf)) this.#brackets.pop();
    else if (bracket !== undefined) bracket.inside ??= beginsLine ? bracket.line + TAB : column;
    if (this.#expectsValue) {
      this.#expectsValue = false;
      this.#value ??= column;
    }
    if (leaf.type === '=' && leaf.within === 'property') this.#expectsValue = true;
    if (opens(leaf)) this.#brackets.push({ inside: undefined, closing: column, line: this.#line });
  }

  #begin(column: number, beginsLine: boolean): void {
    // To set the length of an array that is empty already costs as much as all the rest.
    if (this.#brackets.length > 0) this.#brackets.length = 0;
    this.#value = undefined;
    this.#expectsValue = false;
    this.#statement = beginsLine ? column : this.#line;
  }

  /** The column for a leaf that continues a statement at the beginning of a line. */
  columnOf(leaf: Leaf): number {
    const bracket = this.#brackets.at(-1);
    if (bracket === undefined) return this.#value ?? this.#statement + TAB;
    if (closes(leaf))
      return bracket.inside === undefined || bracket.inside === bracket.line + TAB ? bracket.line : bracket.closing;
    return bracket.inside ?? bracket.line + TAB;
  }
}

const opens = ({ type, within }: Leaf): boolean => type === '(' || (type === '<' && within === 'cell_list');
const closes = ({ type, within }: Leaf): boolean => type === ')' || (type === '>' && within === 'cell_list');
