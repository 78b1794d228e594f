import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import { firstEndingAfter, type Stretch } from '../../devicetree/document/lexicalParts.ts';
import type { SyntaxTree } from '../../devicetree/syntax/parser.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { Alignment, columnAfter, TAB, whiteTo } from './alignment.ts';
import { hasErrors, type Leaf, type LeafTaker, mayBeBroken, readLeaves, takeLeaves } from './leaves.ts';
import { spacing } from './spacing.ts';
import { type Lines, stretchToRead } from './stretchToRead.ts';

/** White space that is to be another. */
export interface WhiteEdit extends Stretch {
  readonly newText: string;
}

const BLANK = /^[ \t\r\n]*$/;
const SPLICE = /\\[ \t]*\r?\n/g;

/**
 * The edits that give a document the kernel's style: a tab of eight for each body, statements continued below their first
 * entry, one blank where one belongs, at most one empty line, none at the end of lines. Only white space changes, and no
 * line is broken or joined: comments, lines of the preprocessor, strings and arguments of macros stay as they are. What
 * is broken is left alone (`readLeaves`). In order, without overlaps; none where nothing is to be done.
 *
 * With `touched` at least those that touch these lines: of a document in which nothing may be broken no more is read than
 * they need.
 */
export function formatDocument(document: DocumentTree, touched?: Lines): WhiteEdit[] {
  const { file } = document;
  return document.withSyntax((tree) => formattedInPassing(tree, file, touched) ?? formattedWhole(tree, file));
}

/** The edits, made while the leaves are read; `undefined` where anything is broken, or lines are joined. */
function formattedInPassing(tree: SyntaxTree, file: SourceFile, touched: Lines | undefined): WhiteEdit[] | undefined {
  const { text } = file;
  if (hasErrors(tree, text) || new RegExp(SPLICE).test(text)) return undefined;
  const stretch = touched && stretchToRead(tree, file, touched);
  // What is broken elsewhere may put these lines in doubt.
  const isPart = stretch !== undefined && (stretch.start > 0 || stretch.end < text.length);
  if (isPart && mayBeBroken(tree, text)) return undefined;
  const formatter = new Formatter(text, []);
  const broken = takeLeaves(tree, text, formatter, stretch);
  return broken.length === 0 ? formatter.edits() : undefined;
}

function formattedWhole(tree: SyntaxTree, { text, lines }: SourceFile): WhiteEdit[] {
  const { leaves, broken } = readLeaves(tree, text);
  const whole = [...broken, ...splices(text, leaves)].map(({ start, end }) => ({
    start: lines.startOf(lines.lineOf(start)),
    end: lines.startOf(lines.lineOf(end) + 1),
  }));
  const formatter = new Formatter(text, joined(whole));
  for (const leaf of leaves) formatter.leaf(leaf);
  return formatter.edits();
}

/**
 * Where lines are joined by a backslash outside of directives, comments and strings: a word may go on in the next line,
 * although the parser, which sees the text before its lines are joined, has read two.
 */
function splices(text: string, leaves: readonly Leaf[]): Stretch[] {
  return [...text.matchAll(SPLICE)].flatMap(({ index, 0: { length } }) => {
    const leaf = leaves[firstEndingAfter(leaves, index)];
    const isInside = leaf !== undefined && leaf.start < index && leaf.type !== 'ERROR';
    return isInside ? [] : [{ start: index, end: index + length }];
  });
}

const ASTERISK = 42;
const SLASH = 47;

class Formatter implements LeafTaker {
  readonly #text: string;
  readonly #broken: readonly Stretch[];
  readonly #edits: WhiteEdit[] = [];
  readonly #alignment = new Alignment();
  /** The column in which what comes next stands, as it is formatted. */
  #column = 0;
  /** The last leaf, and where the white space after it begins. */
  #before: Leaf | undefined;
  #at = 0;

  constructor(text: string, broken: readonly Stretch[]) {
    this.#text = text;
    this.#broken = broken;
  }

  leaf(leaf: Leaf): void {
    const gap = this.#text.slice(this.#at, leaf.start);
    const beginsLine = this.#before === undefined || gap.includes('\n');
    this.#formatGap(this.#before, leaf, gap, this.#at);
    this.#alignment.place(leaf, this.#column, beginsLine);
    this.#putLeaf(leaf, beginsLine);
    this.#endAfter(leaf);
  }

  /** What comes next stands on another line. */
  passed(statement: Leaf): void {
    this.#endAfter(statement);
    this.#column = 0;
  }

  #endAfter(leaf: Leaf): void {
    this.#before = leaf;
    this.#at = leaf.end;
    // The carriage return at the end of a line of comment is white space after it.
    if (leaf.type === 'comment' && this.#text.charAt(this.#at - 1) === '\r') this.#at--;
  }

  /** The edits, after all leaves. */
  edits(): WhiteEdit[] {
    this.#formatEnd(this.#at);
    return this.#edits;
  }

  /** Whether the characters on the two sides of a gap begin or end a comment: no white space may part or join them. */
  #isEndOfComment(start: number, end: number): boolean {
    const before = this.#text.charCodeAt(start - 1);
    const after = this.#text.charCodeAt(end);
    return (before === SLASH && (after === SLASH || after === ASTERISK)) || (before === ASTERISK && after === SLASH);
  }

  /** Formats the white space from an offset to a leaf; what is more than white space, or in doubt, stays. */
  #formatGap(before: Leaf | undefined, leaf: Leaf, gap: string, start: number): void {
    // Where a comment is not closed, or closed twice, its ends stand among the rest, and stay what they are.
    if (this.#isEndOfComment(start, leaf.start)) {
      this.#column = columnAfter(this.#column, gap);
      return;
    }
    const isInDoubt = (at: number): boolean => this.#isBroken(at, at);
    if (gap !== '' && (!BLANK.test(gap) || /\r(?!\n)/.test(gap))) this.#column = columnAfter(this.#column, gap);
    else if (gap.includes('\n') || before === undefined) {
      const typed = gap.slice(gap.lastIndexOf('\n') + 1);
      const indent = leaf.role === 'directive' || isInDoubt(leaf.start) ? typed : this.#indent(leaf);
      if (before === undefined) this.#put(start, leaf.start, isInDoubt(leaf.start) ? gap : indent);
      else this.#putLines(start, gap, indent, { isFirstLeft: isInDoubt(start), mayBeEmpty: true });
    } else {
      const white = isInDoubt(start) ? undefined : spacing(before, leaf, this.#text, gap);
      this.#put(start, leaf.start, white ?? gap);
    }
  }

  /** The end of the document is that of its last line, if it has any. */
  #formatEnd(start: number): void {
    const rest = this.#text.slice(start);
    const last = this.#before;
    if (!BLANK.test(rest) || /\r(?!\n)/.test(rest) || this.#isBroken(start, start)) return;
    if (last === undefined) this.#put(start, this.#text.length, '');
    else if (rest.includes('\n')) this.#putLines(start, rest, '', { isFirstLeft: false, mayBeEmpty: false });
    // After a backslash another line would be joined to the last.
    else if (!['\\', '\n'].includes(this.#text.charAt(last.end - 1))) {
      this.#put(start, this.#text.length, this.#text.includes('\r\n') ? '\r\n' : '\n');
    }
  }

  /**
   * Formats white space with line feeds in parts, each on lines of its own: no blanks at the end of the line, at most one
   * empty line where there may be any, and the beginning of the next line. `isFirstLeft` leaves the first line as it is.
   */
  #putLines(
    start: number,
    gap: string,
    indent: string,
    { isFirstLeft, mayBeEmpty }: { readonly isFirstLeft: boolean; readonly mayBeEmpty: boolean },
  ): void {
    const first = gap.indexOf('\n') + 1;
    const last = gap.lastIndexOf('\n') + 1;
    const ending = gap.charAt(first - 2) === '\r' ? '\r\n' : '\n';
    if (!isFirstLeft) this.#put(start, start + first - ending.length, '');
    this.#column = 0;
    this.#put(start + first, start + last, mayBeEmpty && last > first ? ending : '');
    this.#put(start + last, start + gap.length, indent);
  }

  #indent(leaf: Leaf): string {
    return whiteTo(leaf.role === 'continuation' ? this.#alignment.columnOf(leaf) : leaf.depth * TAB);
  }

  #putLeaf(leaf: Leaf, beginsLine: boolean): void {
    const { start, end, type } = leaf;
    const isWhite = type === 'comment' || type === 'byte_string';
    if (!isWhite || this.#isBroken(start, end)) this.#column = columnAfter(this.#column, this.#text, start, end);
    else if (type === 'comment') this.#putComment(leaf, beginsLine);
    else this.#putBytes(start, this.#text.slice(start, end));
  }

  /** The bytes between brackets, grouped as they are; what is more than bytes and blanks stays. */
  #putBytes(start: number, text: string): void {
    if (!/^\[[0-9a-fA-F \t]*\]$/.test(text)) {
      this.#column = columnAfter(this.#column, text);
      return;
    }
    for (const match of text.matchAll(/[ \t]+/g)) {
      const from = start + match.index;
      const isAtEdge = match.index === 1 || match.index + match[0].length === text.length - 1;
      const white = isAtEdge ? '' : ' ';
      if (match[0] !== white) this.#edits.push({ start: from, end: from + match[0].length, newText: white });
    }
    this.#column = columnAfter(
      this.#column,
      text.replace(/[ \t]+/g, ' ').replace(/^\[ | \]$/g, (edge) => edge.trim()),
    );
  }

  /** A comment, whose lines after the first follow it where they begin with a star. */
  #putComment({ start, end }: Leaf, beginsLine: boolean): void {
    const indent = whiteTo(this.#column);
    let at = start;
    const lines = this.#text.slice(start, end).split('\n');
    lines.forEach((line, index) => {
      const white = /^[ \t]*/.exec(line)?.[0] ?? '';
      const follows = index > 0 && beginsLine && line.charAt(white.length) === '*';
      if (follows) this.#put(at, at + white.length, `${indent} `);
      const trailing = /[ \t]+(?=\r?$)/.exec(line);
      // Behind a backslash white space decides whether the next line is a part of the comment.
      const isEmpty = trailing?.index === 0;
      const isTrimmed = trailing !== null && (isEmpty || trailing.index >= white.length) && !/\\[ \t]*\r?$/.test(line);
      if (isTrimmed) this.#put(at + trailing.index, at + trailing.index + trailing[0].length, '');
      at += line.length + 1;
    });
    this.#column = columnAfter(this.#column, this.#text, start, end);
  }

  /** Puts white space where a stretch of it stands. */
  #put(start: number, end: number, white: string): void {
    this.#column = columnAfter(this.#column, white);
    if (this.#text.slice(start, end) !== white) this.#edits.push({ start, end, newText: white });
  }

  #isBroken(start: number, end: number): boolean {
    const next = this.#broken[firstEndingAfter(this.#broken, start)];
    return next !== undefined && next.start < Math.max(end, start + 1);
  }
}

/** Stretches in order, those that meet as one. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const all: { start: number; end: number }[] = [];
  for (const { start, end } of [...stretches].sort((one, other) => one.start - other.start)) {
    const last = all.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else all.push({ start, end });
  }
  return all;
}
