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
 * token that cannot be read, where there is one. `broken` is the text's syntax tree. Who gets a tree deletes it.
 */
export function mendShape(
  parse: (text: string) => SyntaxTree,
  text: string,
  broken: SyntaxTree,
  indentationAt: IndentationAt,
  failsAt: number | undefined,
): (MendedShape & { readonly tree: SyntaxTree }) | undefined {
  if (bracesLeftOpen(text) < 0) return undefined;
  for (const leftOut of [undefined, ...(failsAt === undefined ? [] : linesAround(text, failsAt))]) {
    const rest = leftOut === undefined ? text : blanked(text, leftOut);
    const closed = closedByIndentation(rest, indentationAt);
    if (closed === undefined) continue;
    const tree = closed.text === text ? broken.copy() : parse(closed.text);
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
  const lines = [before, offset, above].flatMap((at) => {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    const lineStart = text.lastIndexOf('\n', at - 1) + 1;
    const start = lineStart + lastBrace(text.slice(lineStart, at)) + 1;
    const next = text.slice(at, lineEnd).search(/[{}]/);
    const end = next < 0 ? lineEnd : at + next;
    const isHeading = text.charAt(skipSpace(text, end, text.length)) === '{';
    return isHeading || text.slice(start, end).trim() === '' ? [] : [{ start, end }];
  });
  return lines.filter(({ start }, index) => lines.findIndex((line) => line.start === start) === index);
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
 * Closes each node before the first line that is indented no further than the line of its brace and does not close it, but
 * for the root and references before what dtc takes in a node only; in a text whose author does not indent, none of them.
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

/** A brace that is open. */
interface OpenBrace {
  readonly at: number;
  /** How far its line is indented. */
  readonly column: number;
  /** Whether its node is the root or that of a reference, which stand in no other; once somebody has asked. */
  isOutermost?: boolean;
}

/** The end of what stands before the brace of the root or of a reference. */
const OUTERMOST = /(?:^|[\s:;{}])(?:\/|&[\w,.+*#?@-]+|&\{[\w,.+*#?@/-]*\})\s*$/;

/** The beginning of a property, of a node with a name or of a deletion of one: outside of every node dtc takes none of them. */
const INNER_STATEMENT =
  /(?:[a-zA-Z_]\w*:\s*){0,8}(?![a-zA-Z_]\w*:)(?:\/delete-property\/|(?:\/delete-node\/\s*)?\\?[\w,.+*#?@-])/y;

/** Characters before a brace in which its heading is sought: more than a reference has. */
const HEADING_LENGTH = 256;

/** Finds the nodes that a text leaves open although its indentation goes back. */
class BraceScan {
  private readonly _text: string;
  private readonly _indentationAt: IndentationAt;
  private readonly _open: OpenBrace[] = [];
  private readonly _closers: Closer[] = [];
  private readonly _closings: Closing[] = [];
  private _hasRoom = true;
  private _indentation = 0;
  /** The same of the braces of which none was closed by its indentation. */
  private readonly _unclosed: OpenBrace[] = [];
  /** How many nodes have their first line indented, less those that have it not. */
  private _indented = 0;

  constructor(text: string, indentationAt: IndentationAt) {
    this._text = text;
    this._indentationAt = indentationAt;
  }

  /** The braces to add in white space, `undefined` where there is no room for one or nothing shows where; and all that are missing. */
  run(): { readonly closers: readonly Closer[] | undefined; readonly closings: readonly Closing[] } {
    const text = this._text;
    let previousEnd = 0;
    let at = skipSpace(text, 0, text.length);
    while (at < text.length) {
      if (previousEnd === 0 || newlineWithin(text, previousEnd, at) >= 0) {
        this._indentation = this._indentationAt(at);
        INNER_STATEMENT.lastIndex = at;
        const isInner = INNER_STATEMENT.test(text);
        if (isInner && text.charAt(previousEnd - 1) === '{') this._noteFirstLine();
        this._closeBefore(at, previousEnd, isInner);
      }
      at = this._pass(at);
      previousEnd = at;
      at = skipSpace(text, at, text.length);
    }
    const atEnd = (open: OpenBrace[]): Closing[] =>
      open.toReversed().map(({ column }) => ({ at: text.length, column }));
    if (this._indented < 0) return { closers: undefined, closings: atEnd(this._unclosed) };
    return { closers: this._hasRoom ? this._closers : undefined, closings: [...this._closings, ...atEnd(this._open)] };
  }

  /** Takes note of whether the first line in a node is indented. */
  private _noteFirstLine(): void {
    const column = this._unclosed.at(-1)?.column ?? 0;
    this._indented += this._indentation > column ? 1 : -1;
  }

  /** Closes what a line that begins at `at` shows to have ended, the innermost node first. */
  private _closeBefore(at: number, previousEnd: number, isInner: boolean): void {
    const closesOne = this._text.charAt(at) === '}';
    let room = at;
    const added: Closer[] = [];
    for (let top = this._open.at(-1); top !== undefined; top = this._open.at(-1)) {
      const { column } = top;
      const isOver = column > this._indentation || (column === this._indentation && !closesOne);
      if (!isOver || (isInner && this._isOutermost(top))) break;
      this._closings.push({ at, column });
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

  private _isOutermost(brace: OpenBrace): boolean {
    brace.isOutermost ??= OUTERMOST.test(this._text.slice(Math.max(brace.at - HEADING_LENGTH, 0), brace.at));
    return brace.isOutermost;
  }

  /** The offset after the piece of text at an offset. */
  private _pass(at: number): number {
    const character = this._text.charAt(at);
    if (character === '{') {
      const brace = { at, column: this._indentation };
      this._open.push(brace);
      this._unclosed.push(brace);
    } else if (character === '}') {
      this._open.pop();
      this._unclosed.pop();
    }
    return endOfPiece(this._text, at);
  }
}
