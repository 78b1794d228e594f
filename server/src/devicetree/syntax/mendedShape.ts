import { bracesLeftOpen, endOfPiece, openBraces } from './braces.ts';
import { isSpace, newlineWithin, skipSpace } from './dtsCharacters.ts';
import { childrenOf, type SyntaxNode, type SyntaxTree } from './parser.ts';

/**
 * A broken text with nothing but white space and broken lines replaced, character for character in the same place, so
 * that each node in it begins and ends where its author most likely means it to.
 */
export interface MendedShape {
  readonly text: string;
  /** Where the nodes end whose closing brace was missing. */
  readonly closedAt: ReadonlySet<number>;
  /** The braces that are missing, those at the end of the text among them. */
  readonly closings: readonly Closing[];
  /** The stretch that was left out. */
  readonly leftOut: { readonly start: number; readonly end: number } | undefined;
}

/** A brace that is missing: before which offset, and at which column its author would write it. */
export interface Closing {
  readonly at: number;
  readonly column: number;
}

/** The column of the first token of the line that holds an offset, as its author indented it. */
export type IndentationAt = (offset: number) => number;

/**
 * Whether the nodes of a syntax tree are those of its text: no brace is left over, or was skipped by the parser. A text
 * that ends too early is whole as far as it goes.
 */
export function isShapeKnown(text: string, tree: SyntaxTree): boolean {
  if (!tree.rootNode.hasError) return openBraces(text) >= 0;
  if (bracesLeftOpen(text) < 0) return false;
  return tree.rootNode.descendantsOfType('ERROR').every(skipsNoBrace);
}

function skipsNoBrace(error: SyntaxNode): boolean {
  for (const { type } of childrenOf(error)) if (type === '{' || type === '}') return false;
  return true;
}

/**
 * The text with the braces that its indentation shows to be missing and, where that alone does not help, without the
 * line at which reading it fails; `undefined` where neither gives a text of a known shape, and where a brace is one too
 * many. `indentationAt` is asked as the preprocessor may have indented lines anew. `failsAt` is the offset of the first
 * token that cannot be read, where there is one. Who gets a tree deletes it.
 */
export function mendShape(
  parse: (text: string) => SyntaxTree,
  text: string,
  indentationAt: IndentationAt,
  failsAt: number | undefined,
): (MendedShape & { readonly tree: SyntaxTree }) | undefined {
  if (bracesLeftOpen(text) < 0) return undefined;
  for (const leftOut of [undefined, ...(failsAt === undefined ? [] : linesAround(text, failsAt))]) {
    const rest = leftOut === undefined ? text : blanked(text, leftOut);
    const closed = closedByIndentation(rest, indentationAt);
    if (closed === undefined) continue;
    const tree = parse(closed.text);
    if (isShapeKnown(closed.text, tree)) return { ...closed, leftOut, tree };
    tree.delete();
  }
  return undefined;
}

/**
 * The lines, as far as they have no braces, that hold the last token before an offset, the one at it, and the last one
 * before its line; not the heading of a node.
 */
function linesAround(text: string, offset: number): { readonly start: number; readonly end: number }[] {
  const before = lastTokenBefore(text, offset);
  const above = lastTokenBefore(text, text.lastIndexOf('\n', offset - 1) + 1);
  return [before, offset, above].flatMap((at) => {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    const lineStart = text.lastIndexOf('\n', at - 1) + 1;
    const start = lineStart + lastBrace(text.slice(lineStart, at)) + 1;
    const next = text.slice(at, lineEnd).search(/[{}]/);
    const end = next < 0 ? lineEnd : at + next;
    const isHeading = text.charAt(skipSpace(text, end, text.length)) === '{';
    return isHeading || text.slice(start, end).trim() === '' ? [] : [{ start, end }];
  });
}

function lastTokenBefore(text: string, offset: number): number {
  let last = offset - 1;
  while (last > 0 && isSpace(text.charCodeAt(last))) last--;
  return Math.max(last, 0);
}

const lastBrace = (text: string): number => Math.max(text.lastIndexOf('{'), text.lastIndexOf('}'));

function blanked(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end);
}

/**
 * Closes each node before the first line that is indented no further than the line of its brace and does not close it.
 * `undefined` where that does not account for every brace that is missing, or has no room for one.
 */
function closedByIndentation(text: string, indentationAt: IndentationAt): Omit<MendedShape, 'leftOut'> | undefined {
  if (bracesLeftOpen(text) === 0) return { text, closedAt: new Set(), closings: [] };
  const { closers, closings } = closersOf(text, indentationAt);
  if (closers === undefined || closings.length === 0) return undefined;
  let closed = '';
  let at = 0;
  for (const { start, closer } of closers) {
    closed += text.slice(at, start) + closer;
    at = start + closer.length;
  }
  const closedAt = new Set(closers.map(({ start, closer }) => start + closer.length));
  return { text: closed + text.slice(at), closedAt, closings };
}

/** The braces whose absence the indentation of a text shows; none where that does not account for all of them. */
export function closingsOf(text: string, indentationAt: IndentationAt): readonly Closing[] {
  return closersOf(text, indentationAt).closings;
}

/** The braces that are missing, and where there is room for each in the white space; `undefined` where there is not. */
function closersOf(
  text: string,
  indentationAt: IndentationAt,
): { readonly closers: readonly Closer[] | undefined; readonly closings: readonly Closing[] } {
  const { closers, closings } = new BraceScan(text, indentationAt).run();
  return closings.length === bracesLeftOpen(text) ? { closers, closings } : { closers: undefined, closings: [] };
}

interface Closer {
  readonly start: number;
  readonly closer: string;
}

/** Finds the nodes that a text leaves open although its indentation goes back. */
class BraceScan {
  private readonly _text: string;
  private readonly _indentationAt: IndentationAt;
  /** How far the lines with the open braces are indented. */
  private readonly _open: number[] = [];
  private readonly _closers: Closer[] = [];
  private readonly _closings: Closing[] = [];
  private _hasRoom = true;
  private _indentation = 0;

  constructor(text: string, indentationAt: IndentationAt) {
    this._text = text;
    this._indentationAt = indentationAt;
  }

  /** The braces to add in white space, `undefined` where there is no room for one; and all that are missing. */
  run(): { readonly closers: readonly Closer[] | undefined; readonly closings: readonly Closing[] } {
    const text = this._text;
    let previousEnd = 0;
    let at = skipSpace(text, 0, text.length);
    while (at < text.length) {
      if (previousEnd === 0 || newlineWithin(text, previousEnd, at) >= 0) {
        this._indentation = this._indentationAt(at);
        this._closeBefore(at, previousEnd);
      }
      at = this._pass(at);
      previousEnd = at;
      at = skipSpace(text, at, text.length);
    }
    const atEnd = this._open.toReversed().map((column) => ({ at: text.length, column }));
    return { closers: this._hasRoom ? this._closers : undefined, closings: [...this._closings, ...atEnd] };
  }

  /** Closes what a line that begins at `at` shows to have ended, the innermost node first. */
  private _closeBefore(at: number, previousEnd: number): void {
    const closesOne = this._text.charAt(at) === '}';
    let room = at;
    const added: Closer[] = [];
    for (let top = this._open.at(-1); top !== undefined; top = this._open.at(-1)) {
      const isOver = top > this._indentation || (top === this._indentation && !closesOne);
      if (!isOver) break;
      this._closings.push({ at, column: top });
      const closer = this._closerBefore(room, previousEnd);
      if (closer === undefined) this._hasRoom = false;
      else added.unshift(closer);
      room = closer?.start ?? room;
      this._open.pop();
    }
    for (const closer of added) this._closers.push(closer);
  }

  /** A closing brace in the white space that ends at `end`, after the line of the token that ends at `previousEnd`. */
  private _closerBefore(end: number, previousEnd: number): Closer | undefined {
    const newline = this._text.indexOf('\n', previousEnd);
    const room = newline < 0 ? 0 : Math.min(2, end - newline - 1);
    return room <= 0 ? undefined : { start: end - room, closer: room === 2 ? '};' : '}' };
  }

  /** The offset after the piece of text at an offset. */
  private _pass(at: number): number {
    const character = this._text.charAt(at);
    if (character === '{') this._open.push(this._indentation);
    else if (character === '}') this._open.pop();
    return endOfPiece(this._text, at);
  }
}
