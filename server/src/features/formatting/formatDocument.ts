import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import { firstEndingAfter, type Stretch } from '../../devicetree/document/lexicalParts.ts';
import { Alignment, columnAfter, TAB, whiteTo } from './alignment.ts';
import { type Leaf, readLeaves } from './leaves.ts';
import { spacing } from './spacing.ts';

/** White space that is to be another. */
export interface WhiteEdit extends Stretch {
  readonly newText: string;
}

/** What begins or ends a comment: two characters that no white space may part or join. */
const COMMENT_END: ReadonlySet<string> = new Set(['/*', '*/', '//']);

const BLANK = /^[ \t\r\n]*$/;

/**
 * The edits that give a document the kernel's style: a tab of eight for each body, statements continued below their first
 * entry, one blank where one belongs, at most one empty line, none at the end of lines. Only white space changes, and no
 * line is broken or joined: comments, lines of the preprocessor, strings and arguments of macros stay as they are. What
 * is broken is left alone (`readLeaves`). In order, without overlaps; none where nothing is to be done.
 */
export function formatDocument(document: DocumentTree): WhiteEdit[] {
  return document.withSyntax((tree) => {
    const { text, lines } = document.file;
    const { leaves, broken } = readLeaves(tree, text);
    const whole = [...broken, ...splices(text, leaves)].map(({ start, end }) => ({
      start: lines.startOf(lines.lineOf(start)),
      end: lines.startOf(lines.lineOf(end) + 1),
    }));
    return new Formatter(text, leaves, joined(whole)).edits();
  });
}

/**
 * Where lines are joined by a backslash outside of directives, comments and strings: a word may go on in the next line,
 * although the parser, which sees the text before its lines are joined, has read two.
 */
function splices(text: string, leaves: readonly Leaf[]): Stretch[] {
  return [...text.matchAll(/\\[ \t]*\r?\n/g)].flatMap(({ index, 0: { length } }) => {
    const leaf = leaves[firstEndingAfter(leaves, index)];
    const isInside = leaf !== undefined && leaf.start < index && leaf.type !== 'ERROR';
    return isInside ? [] : [{ start: index, end: index + length }];
  });
}

class Formatter {
  readonly #text: string;
  readonly #leaves: readonly Leaf[];
  readonly #broken: readonly Stretch[];
  readonly #edits: WhiteEdit[] = [];
  readonly #alignment = new Alignment();
  /** The column in which what comes next stands, as it is formatted. */
  #column = 0;

  constructor(text: string, leaves: readonly Leaf[], broken: readonly Stretch[]) {
    this.#text = text;
    this.#leaves = leaves;
    this.#broken = broken;
  }

  edits(): WhiteEdit[] {
    let before: Leaf | undefined;
    let at = 0;
    for (const leaf of this.#leaves) {
      const beginsLine = before === undefined || this.#text.slice(at, leaf.start).includes('\n');
      this.#formatGap(before, leaf, at);
      this.#alignment.place(leaf, this.#column, beginsLine);
      this.#putLeaf(leaf, beginsLine);
      before = leaf;
      at = leaf.end;
      // The carriage return at the end of a line of comment is white space after it.
      if (leaf.type === 'comment' && this.#text.charAt(at - 1) === '\r') at--;
    }
    this.#formatEnd(at);
    return this.#edits;
  }

  /** Formats the white space from an offset to a leaf; what is more than white space, or in doubt, stays. */
  #formatGap(before: Leaf | undefined, leaf: Leaf, start: number): void {
    const gap = this.#text.slice(start, leaf.start);
    // Where a comment is not closed, or closed twice, its ends stand among the rest, and stay what they are.
    if (COMMENT_END.has(this.#text.charAt(start - 1) + this.#text.charAt(leaf.start))) {
      this.#column = columnAfter(this.#column, gap);
      return;
    }
    const isInDoubt = (at: number): boolean => this.#isBroken(at, at);
    if (!BLANK.test(gap) || /\r(?!\n)/.test(gap)) this.#column = columnAfter(this.#column, gap);
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
    const last = this.#leaves.at(-1);
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
    const text = this.#text.slice(start, end);
    const isBroken = this.#isBroken(start, end);
    if (type === 'comment' && !isBroken) this.#putComment(leaf, beginsLine);
    else if (type === 'byte_string' && !isBroken && /^\[[0-9a-fA-F \t]*\]$/.test(text)) this.#putBytes(start, text);
    else this.#column = columnAfter(this.#column, text);
  }

  /** The bytes between brackets, grouped as they are. */
  #putBytes(start: number, text: string): void {
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
    this.#column = columnAfter(this.#column, this.#text.slice(start, end));
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
