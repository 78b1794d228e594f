import { LIMITS } from '../../text/limits.ts';
import { type ClosedBeginning, closedBeginning } from './closedBeginning.ts';
import { type GoodHead, goodHead, withBlankHead } from './goodBeginning.ts';
import { type HeadStatements, headInTree, parsedHead } from './headStatements.ts';
import { withOperands } from './missingOperands.ts';
import { withinNesting } from './nesting.ts';
import type { DevicetreeParser, SyntaxNode, SyntaxTree } from './parser.ts';
import { REFUSED } from './syntaxKinds.ts';
import { stretchesOf, type TextStretch } from './treeSearch.ts';

/** A text as far as it is read, and the syntax tree of that; who gets it releases it. */
export interface ReadableText {
  readonly text: string;
  readonly tree: SyntaxTree;
  /** What stands well before the first error of a very long text, where it is read by itself and blank in this one. */
  readonly head?: ReadHead | undefined;
}

/** A head, and its statements. */
export interface ReadHead {
  readonly head: GoodHead;
  readonly statements: HeadStatements;
}

/** Frees the syntax trees of a text. */
export function release({ tree, head }: ReadableText): void {
  tree.delete();
  head?.statements.release();
}

/** What is known of a text, and how it is read. */
export interface ReadingOptions {
  /** Whether it is a document as it is typed: what dtc refuses after the beginning of a text without errors counts for nothing, as not much is made of it. */
  readonly isTyped?: boolean;
  /** An offset up to which nothing is wrong with it. */
  readonly goodUntil?: number | undefined;
  /** The statements of a head, where the parser need not see all of it. Without this a text is parsed whole. */
  readonly acceptedHead?: (head: GoodHead) => HeadStatements | undefined;
}

/** The beginning of a text that the parser takes in a time that goes with its length. */
export const parsableBeginning = (text: string): string => withOperands(withinNesting(text));

/**
 * The beginning of a text that is read, and its syntax tree: all of it, unless the text is long and so much of it is no
 * device tree that reading the rest would cost time and memory without an answer to anyone. `text` is one that
 * `parsable` has made.
 */
export function readableText(parser: DevicetreeParser, text: string, options: ReadingOptions = {}): ReadableText {
  const read = parsableBeginning(text);
  const broken = brokenSoon(parser, read, options);
  const { end = read.length, failsAt, hasFewErrors = false } = broken;
  const head = failsAt === undefined ? undefined : readHead(parser, read, failsAt, broken.tree, options);
  const parsed = withBlankHead(read.slice(0, end), head?.head);
  if (head !== undefined && failsAt !== undefined) parser.noteFailure(parsed, failsAt);
  const readable = parsedText(parser, parsed, head === undefined ? broken.tree : undefined);
  const isSearched = hasFewErrors || (options.isTyped === true && !readable.tree.rootNode.hasError);
  return isSearched ? { ...readable, head } : cutWhereBroken(parser, readable);
}

/** A text as far as the parser comes within its limits. */
function parsedText(parser: DevicetreeParser, text: string, whole: SyntaxTree | undefined): ReadableText {
  let read = text;
  let failsAt = parser.knownFailure(read);
  let tree = whole ?? parser.parseWithin(read);
  while (typeof tree === 'number') {
    failsAt ??= errorBefore(parser, read, tree);
    const good = Math.min(failsAt, tree);
    read = read.slice(0, good + readableBefore(tree - good, read.length - good));
    tree = parser.parseWithin(read);
  }
  return { text: read, tree };
}

/** The same text, or its beginning where more of it is broken than the limit. */
function cutWhereBroken(parser: DevicetreeParser, { text, tree }: ReadableText): ReadableText {
  const end = brokenBeyond(parser, text, tree);
  if (end === undefined) return { text, tree };
  tree.delete();
  const read = text.slice(0, end);
  return { text: read, tree: parser.parse(read) };
}

/**
 * The statements well before the first error of a text, where they are so many that it is worth while to read them by
 * themselves; `tree` is that of the text, if there is one, which is theirs or deleted then.
 */
function readHead(
  parser: DevicetreeParser,
  text: string,
  failsAt: number,
  tree: SyntaxTree | undefined,
  { acceptedHead }: ReadingOptions,
): ReadHead | undefined {
  if (acceptedHead === undefined) return undefined;
  const head = goodHead(text, failsAt);
  if (head === undefined || head.length < LIMITS.charactersReadWhole.most) return undefined;
  const accepted = acceptedHead(head);
  if (accepted === undefined && tree !== undefined) return { head, statements: headInTree(tree, head) };
  const statements = accepted ?? parsedHead(parser, head);
  if (statements === undefined) return undefined;
  tree?.delete();
  return { head, statements };
}

/**
 * The syntax tree of a text that is read to its end and in which the parser finds nothing wrong; `undefined` of any other,
 * and as soon as that is known. `edited` is the tree of an earlier version that was read to its end, marked with an edit:
 * what its beginning is like was seen before.
 */
export function goodTree(parser: DevicetreeParser, text: string, edited?: SyntaxTree): SyntaxTree | undefined {
  if (parsableBeginning(text).length < text.length) return undefined;
  const isRefused = edited === undefined && refusedBeginning(parser, text) !== undefined;
  return isRefused ? undefined : parser.parseGood(text, edited);
}

/**
 * A text as far as it is read and its syntax tree, where all but an edit of it was read before and the parser finds no error
 * in it; `undefined` of any other, as how the parser goes on after an error depends on what it has kept of the text before.
 * `edited` is the tree of the text before, marked with the edit, and is deleted.
 */
export function editedText(parser: DevicetreeParser, text: string, edited: SyntaxTree): ReadableText | undefined {
  const tree = goodTree(parser, text, edited);
  edited.delete();
  return tree && cutWhereBroken(parser, { text, tree });
}

/** The beginning of a very long text, closed so that the cut is no fault of it. */
export interface ParsedBeginning extends ClosedBeginning {
  /** Its syntax tree, which who gets it deletes, or the offset at which the parser gave up. */
  readonly tree: SyntaxTree | number;
}

/** The beginning of a very long text as the parser sees it; `undefined` if the text is not that long. */
export function parsedBeginning(parser: DevicetreeParser, text: string): ParsedBeginning | undefined {
  if (text.length <= LIMITS.refusedUnseen.most) return undefined;
  const { most } = LIMITS.charactersReadWhole;
  const beginning = closedBeginning(text, most, most);
  return { ...beginning, tree: parser.parseWithin(beginning.text) };
}

/**
 * The offset from which on a very long text is not read, as more broken places than the limit stand in its beginning, or
 * the parser gave up there; `undefined` if neither is so.
 */
export function refusedFrom(parser: DevicetreeParser, { text, length, tree }: ParsedBeginning): number | undefined {
  if (typeof tree === 'number') return readableBefore(tree, length);
  const offset = brokenFrom(text, tree, true, () => parser.errorAt(text));
  return offset !== undefined && offset < length ? offset : undefined;
}

/** The same of a text of any length, the beginning of which is parsed for it. */
function refusedBeginning(parser: DevicetreeParser, text: string): number | undefined {
  const beginning = parsedBeginning(parser, text);
  if (beginning === undefined) return undefined;
  const from = refusedFrom(parser, beginning);
  if (typeof beginning.tree !== 'number') beginning.tree.delete();
  return from;
}

/** What the parser meets in a very long text. */
interface BrokenSoon {
  /** The offset from which on it is not read. */
  readonly end?: number;
  /** Where it first fails, if it is known. */
  readonly failsAt?: number;
  /** Whether no more than the limit of it can be broken. */
  readonly hasFewErrors?: boolean;
  /** Its syntax tree, where one was made on the way. */
  readonly tree?: SyntaxTree | undefined;
}

/**
 * What the parser meets in a very long text, which is not read from an offset on where its beginning is refused, or from a
 * stretch after its first error on: dtc reads no further than that error, and the parser takes ten times as long for what is
 * broken as for what it understands.
 */
function brokenSoon(parser: DevicetreeParser, text: string, { goodUntil = 0 }: ReadingOptions): BrokenSoon {
  const { most } = LIMITS.charactersReadWhole;
  if (text.length <= LIMITS.refusedUnseen.most) return {};
  // Asked whatever is known: who noted where the text fails may have seen less of its beginning.
  const refused = refusedBeginning(parser, text);
  if (refused !== undefined) return { end: refused, hasFewErrors: true };
  if (goodUntil + most >= text.length) return { hasFewErrors: true };
  const tree = parser.parseUnlessBroken(text, text.length - most);
  if (tree?.rootNode.hasError === false) return { tree };
  const failsAt = parser.errorAt(text);
  const end = failsAt + most;
  if (failsAt > 0 && end >= text.length) return { failsAt, hasFewErrors: true, tree };
  tree?.delete();
  if (failsAt === 0) return {};
  // The first word of a heading without its brace would be a property, of which dtc says more.
  const afterStatement = text.lastIndexOf(';', end - 1) + 1;
  return { end: afterStatement > failsAt ? afterStatement : end, failsAt, hasFewErrors: true };
}

/**
 * Where a text first fails of which the parser gave up at an offset; 0 if it gave up before any error. What is good before
 * the first error costs what its length is, and cut in the midst of it the text would fail there.
 */
function errorBefore(parser: DevicetreeParser, text: string, givenUpAt: number): number {
  const beginning = text.slice(0, givenUpAt);
  parser.failsAt(beginning);
  return parser.knownFailure(beginning) ?? 0;
}

/**
 * How much is read of what stands after the good beginning of a text, of which the parser gave up at an offset, where its
 * work grew: what stands well before that costs a fraction of what it did.
 */
const readableBefore = (givenUpAt: number, length: number): number =>
  Math.max(Math.min(givenUpAt, length), Math.min(SHORT, length)) >> 2;

/** The offset from which on a text is not read, as more than the limit of broken places stand before it. */
function brokenBeyond(parser: DevicetreeParser, text: string, tree: SyntaxTree): number | undefined {
  const whole = LIMITS.charactersReadWhole.most;
  // A text that the parser understands is not searched: most are, and an edit of a long one asks again.
  const isVeryLong = text.length > LIMITS.refusedUnseen.most;
  if (text.length <= whole || (!tree.rootNode.hasError && !isVeryLong)) return undefined;
  return brokenFrom(text, tree, isVeryLong, () => parser.errorAt(text));
}

/**
 * The offset of the first broken place that is one more than the limit; `undefined` if there are not as many. With
 * `withRefused` what the grammar takes and dtc refuses is one. In an error each child is one that does not stand before the
 * first failure: the parser may take up all that it has read of a list or a node into it, which is good.
 */
function brokenFrom(text: string, tree: SyntaxTree, withRefused: boolean, failsAt: () => number): number | undefined {
  let left: number = LIMITS.brokenPlaces.most;
  // Stretches that grow: a text of nothing else is left early, and any other is gone through a few times only.
  for (const stretch of stretchesOf(text, LIMITS.charactersReadWhole.most, GROWTH)) {
    for (const node of brokenNodes(tree, withRefused, stretch)) {
      // One that reaches over an end of the stretch, or touches it, is in the result as well.
      if (node.startIndex < stretch.from || node.startIndex >= stretch.to) continue;
      let count = node.type === 'ERROR' ? Math.max(node.childCount, 1) : 1;
      if (count > left) {
        const starts = node.type === 'ERROR' ? startsOfChildren(node, failsAt(), left + 1) : [];
        if (left === 0 || starts.length > left) return starts[left] ?? node.startIndex;
        count = starts.length;
      }
      left -= count;
    }
  }
  return undefined;
}

/**
 * Whether more places of a text that is read are broken than the limit of them: to put in what is missing at one mends
 * none of the others, and each try takes the parser ten times as long as a text that it understands. A long text is read
 * no further than it has as many (`readableText`), and is not searched again.
 */
export const isBrokenThroughout = (parser: DevicetreeParser, text: string, tree: SyntaxTree): boolean =>
  text.length <= LIMITS.charactersReadWhole.most &&
  brokenFrom(text, tree, false, () => parser.errorAt(text)) !== undefined;

/** Characters of a text of which a quarter is tried next wherever in it the parser gave up: something of it is to be read. */
const SHORT = 1 << 14;

/** How much longer each stretch is that a tree is searched in: to find its beginning takes a walk over what is before it. */
const GROWTH = 8;

/**
 * The errors of a stretch of a tree, in order, and where `withRefused` says so what the grammar takes and dtc refuses. The
 * binding finds nothing else where it is asked for ERROR as well.
 */
function brokenNodes(tree: SyntaxTree, withRefused: boolean, { start, end }: TextStretch): SyntaxNode[] {
  const { rootNode } = tree;
  const errors = rootNode.hasError ? rootNode.descendantsOfType('ERROR', start, end) : [];
  if (!withRefused) return errors;
  const refused = rootNode.descendantsOfType(REFUSED, start, end);
  return errors.length === 0 ? refused : [...errors, ...refused].sort((a, b) => a.startIndex - b.startIndex);
}

/** The offsets of at most `most` children of a node that begin at an offset or after it. */
function startsOfChildren(node: SyntaxNode, from: number, most: number): readonly number[] {
  const starts: number[] = [];
  const cursor = node.walk();
  // What it answers says nothing of whether there is one.
  cursor.gotoFirstChildForIndex(from);
  if (cursor.currentDepth > 0) {
    do if (cursor.startIndex >= from) starts.push(cursor.startIndex);
    while (starts.length < most && cursor.gotoNextSibling());
  }
  cursor.delete();
  return starts;
}
