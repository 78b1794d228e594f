import { LIMITS } from '../../text/limits.ts';
import { withLineFeeds } from '../../text/lineFeeds.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { editBetween } from '../../text/textEdit.ts';
import { ExpressionEvaluator } from '../syntax/expression.ts';
import { type DevicetreeParser, type SyntaxTree, syntaxEdit } from '../syntax/parser.ts';
import { goodTree, readableText } from '../syntax/readableText.ts';
import { type DocumentNode, type DocumentStatement, readStatements } from './statements.ts';
import { type DocumentValue, readValue } from './values.ts';

/**
 * One version of a document as it is typed: its own text, before any preprocessing and whatever is wrong with it.
 *
 * What it hands out is plain data with byte offsets, and stays valid. An offset at the end of a statement or value
 * counts as inside it, since that is where a person types; where two touch, it counts as inside the second.
 */
export class DocumentTree {
  readonly file: SourceFile;
  private readonly _parser: DevicetreeParser;
  /** Absent after the release. */
  private _parsed: ParsedDocument | undefined;
  private _statements: readonly DocumentStatement[] | undefined;

  private constructor(file: SourceFile, parser: DevicetreeParser, parsed: ParsedDocument) {
    this.file = file;
    this._parser = parser;
    this._parsed = parsed;
  }

  /**
   * Reads a document. With `previous`, an earlier version of it, only what was changed is parsed; where that brings an
   * error, `previous` is released: its tree is of no use to a text that is parsed whole, and takes as much memory.
   */
  static read(file: SourceFile, parser: DevicetreeParser, previous?: DocumentTree): DocumentTree {
    const edited = previous === undefined ? undefined : previous._editedTo(file);
    if (edited === undefined) return new DocumentTree(file, parser, parseDocument(file, parser));
    const good = goodTree(parser, parserText(file), edited);
    edited.delete();
    if (good !== undefined) return new DocumentTree(file, parser, { tree: good, goesOn: false });
    previous?.release();
    return new DocumentTree(file, parser, parseBroken(file, parser));
  }

  /** The outermost statements, in the order of the text; each node has its own. */
  get statements(): readonly DocumentStatement[] {
    this._statements ??= this.withSyntax((tree) => readStatements(this.file, tree));
    return this._statements;
  }

  /**
   * The innermost statement that covers an offset; `undefined` between statements, and where nothing is understood. A
   * statement without its semicolon goes on over the blanks after it.
   */
  statementAt(offset: number): DocumentStatement | undefined {
    let found: DocumentStatement | undefined;
    let statements = this.statements;
    for (;;) {
      const inner = lastFrom(statements, offset);
      if (inner === undefined || !this._reaches(inner, offset)) return found;
      found = inner;
      if (inner.kind !== 'node') return found;
      statements = inner.statements;
    }
  }

  /**
   * The innermost node between whose braces an offset lies; `undefined` outside of all. A node whose closing brace is
   * missing goes on to the next statement.
   */
  nodeAround(offset: number): DocumentNode | undefined {
    let found: DocumentNode | undefined;
    let statements = this.statements;
    for (;;) {
      const inner = lastFrom(statements, offset);
      if (inner?.kind !== 'node' || offset < inner.body.start || (inner.closed && inner.body.end < offset))
        return found;
      found = inner;
      statements = inner.statements;
    }
  }

  private _reaches({ span }: DocumentStatement, offset: number): boolean {
    if (offset <= span.end) return true;
    const { text } = this.file;
    return !ENDS.has(text.charAt(span.end - 1)) && /^[ \t]*$/.test(text.slice(span.end, offset));
  }

  /** The value, or the cell, of a property at an offset; `undefined` where the place is in no value. */
  valueAt(offset: number): DocumentValue | undefined {
    const property = this.statementAt(offset);
    if (property?.kind !== 'property') return undefined;
    return this.withSyntax((tree) => readValue(this.file, tree, property.span, offset));
  }

  /** The value of an expression of numbers and operators as dtc computes it; `undefined` where dtc refuses it. */
  evaluate(text: string): bigint | undefined {
    const { value, faults } = new ExpressionEvaluator(this._parser).evaluate(`(${text})`);
    return faults.length > 0 ? undefined : value;
  }

  /**
   * Calls `use` with the syntax tree, for what statements do not hold: tokens, comments, directives. The tree may go on
   * after the end of the text, and must not be kept.
   */
  withSyntax<T>(use: (tree: SyntaxTree) => T): T {
    if (this._parsed !== undefined) return use(this._parsed.tree);
    const { tree } = parseDocument(this.file, this._parser);
    const result = use(tree);
    tree.delete();
    return result;
  }

  /** Frees the parser's memory; a later question to this version parses it again. */
  release(): void {
    this._parsed?.tree.delete();
    this._parsed = undefined;
  }

  /** A copy of the syntax tree, marked with what differs in `file`; `undefined` where this version has none to reuse. */
  private _editedTo(file: SourceFile): SyntaxTree | undefined {
    if (this._parsed === undefined || this._parsed.goesOn) return undefined;
    const { start, oldEnd, newEnd } = editBetween(parserText(this.file), parserText(file));
    // What is put in at once and is long may be anything: it is looked at as a text of its length is.
    if (newEnd - start > LIMITS.charactersReadWhole.most) return undefined;
    const copy = this._parsed.tree.copy();
    copy.edit(syntaxEdit(start, oldEnd, newEnd));
    return copy;
  }
}

/** The names of the nodes around and including a node, outermost first, as they are written: `/`, `soc`, `isp@1000`. */
export function pathOf(node: DocumentNode | undefined): readonly string[] {
  const names: string[] = [];
  for (let at = node; at !== undefined; at = at.parent) names.push(at.name.text);
  return names.reverse();
}

/** What statements end with where nothing is missing. */
const ENDS = new Set([';', '}']);

interface ParsedDocument {
  readonly tree: SyntaxTree;
  /** Whether it is not the tree of the text as it is: of its readable beginning, or with `AFTERWARDS` after it. */
  readonly goesOn: boolean;
}

/**
 * What the parser is given after a text that breaks off in the middle of a value: its error recovery works before
 * another statement, but not before the end of the text.
 */
const AFTERWARDS = '\n};\n';

function parseDocument(file: SourceFile, parser: DevicetreeParser): ParsedDocument {
  const tree = goodTree(parser, parserText(file));
  return tree === undefined ? parseBroken(file, parser) : { tree, goesOn: false };
}

/** Parses a document that has an error whole: how the parser recovers from one depends on where it began. */
function parseBroken(file: SourceFile, parser: DevicetreeParser): ParsedDocument {
  const written = parserText(file);
  const text = written + AFTERWARDS;
  const goodUntil = parser.knownFailure(written);
  // What is near the end may go on in what is put after it.
  if (goodUntil !== undefined && goodUntil + LIMITS.charactersReadWhole.most < written.length)
    parser.noteFailure(text, goodUntil);
  return { tree: readableText(parser, text, { isTyped: true, goodUntil }).tree, goesOn: true };
}

/**
 * The text as it is parsed, character for character in the same place: the parser takes a NUL for the text's end, and a
 * byte order mark, which gcc passes over, for a word. A carriage return ends a line by itself, as for gcc.
 */
function parserText({ text }: SourceFile): string {
  const lines = withLineFeeds(text);
  const marked = lines.startsWith(BYTE_ORDER_MARK) ? lines.replace(BYTE_ORDER_MARK, '   ') : lines;
  return marked.includes('\0') ? marked.replaceAll('\0', '\x01') : marked;
}

/** U+FEFF as UTF-8, one character a byte. */
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/** The last of some statements that begins at an offset or before it. */
function lastFrom(statements: readonly DocumentStatement[], offset: number): DocumentStatement | undefined {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((statements[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return statements[low - 1];
}
