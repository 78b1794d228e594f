import { type Edit, Language, type Node, Parser, type Tree, type TreeCursor } from 'web-tree-sitter';
import { LIMITS } from '../../text/limits.ts';
import { LONG_TEXT } from '../../text/sourceFile.ts';
import { withoutGoodBeginning } from './goodBeginning.ts';
import { firstStop, type ParserStop } from './parserStop.ts';

export type SyntaxNode = Node;
export type SyntaxTree = Tree;
export type SyntaxCursor = TreeCursor;

/** The two WebAssembly modules that parsing needs; the edges know where they lie. */
export interface ParserModules {
  /** `web-tree-sitter.wasm` of the package web-tree-sitter. */
  readonly runtime: Uint8Array;
  /** `tree-sitter-devicetree.wasm` of `grammars/devicetree`. */
  readonly grammar: Uint8Array;
}

/** Characters after the first error of a text without which it is the same: more than a token has. */
const WELL_AFTER = 1 << 15;

/** Characters that web-tree-sitter takes of a text at a time (`INPUT_BUFFER_SIZE` in its tree-sitter.c). */
const PIECE = 5119;

/** What came of parsing a text: no tree where the parser was stopped. */
interface ParseResult {
  readonly tree: SyntaxTree | undefined;
  /** Where the parser was last, as far as it said. */
  readonly offset: number;
  /** The same of when it had met no error. */
  readonly goodUntil: number;
  /** Whether it was in its error recovery. */
  readonly hasError: boolean;
}

/** A text that the parser did not come through, so that it is not tried again. */
interface FailedText {
  readonly text: string;
  readonly offset: number;
  /** Whether the work left the limits, and not that the text has an error. */
  readonly isGivenUp: boolean;
  /** Whether it is known from another text, and not from parsing this one. */
  readonly isNoted: boolean;
  /** Where exactly it fails, once somebody has asked. */
  stop?: ParserStop | undefined;
}

/**
 * Parses device-tree text with tree-sitter: expanded text for the tree, and documents as typed for the editor.
 *
 * A syntax tree holds memory of the WebAssembly module: who asked for one calls its `delete` when done.
 */
export class DevicetreeParser {
  private readonly _parser: Parser;
  private readonly _empty: SyntaxTree;
  /** The text that failed last. */
  private _failed: FailedText | undefined;
  private readonly _beforeLongText: () => void;

  /** `empty` is the tree of the empty text; `beforeLongText` is called before a long text (`LONG_TEXT`) is parsed. */
  constructor(parser: Parser, empty: SyntaxTree, beforeLongText: () => void) {
    this._parser = parser;
    this._empty = empty;
    this._beforeLongText = beforeLongText;
  }

  /**
   * The syntax tree of a text of one character a byte. `edited` is the tree of an earlier version, on which `edit` was
   * called with what has changed since; what lies outside of the change is taken from it.
   */
  parse(text: string, edited?: SyntaxTree): SyntaxTree {
    if (text.length > LONG_TEXT) this._beforeLongText();
    // It parses whatever it is given as long as nobody cancels it.
    return this._parser.parse(text, edited ?? null) ?? this._empty.copy();
  }

  /**
   * The syntax tree of a text, as `parse` makes it, or the offset at which the parser had done more work than the limits
   * allow.
   */
  parseWithin(text: string, edited?: SyntaxTree): SyntaxTree | number {
    if (edited === undefined && this._failed?.text === text && this._failed.isGivenUp) return this._failed.offset;
    const { tree, offset } = this._parseUntil(text, edited, 0);
    if (tree !== undefined) return tree;
    if (edited === undefined) this._failed = { text, offset, isGivenUp: true, isNoted: false };
    return offset;
  }

  /**
   * The syntax tree of a text that is free of errors; `undefined` as soon as the parser meets one, or leaves the limits.
   * `edited` as for `parse`.
   */
  parseGood(text: string, edited?: SyntaxTree): SyntaxTree | undefined {
    const tree = this.parseUnlessBroken(text, text.length, edited);
    if (tree?.rootNode.hasError !== true) return tree;
    tree.delete();
    return undefined;
  }

  /**
   * The same, but that the syntax tree of a text which has its first error at an offset or after it is made: it has errors.
   * `undefined` also where an error of the text is known.
   */
  parseUnlessBroken(text: string, before: number, edited?: SyntaxTree): SyntaxTree | undefined {
    if (edited === undefined && this._failed?.text === text) return undefined;
    const { tree, goodUntil, hasError } = this._parseUntil(text, edited, before);
    if (tree !== undefined && !hasError && !tree.rootNode.hasError) return tree;
    const isGivenUp = tree === undefined && !hasError;
    if (edited === undefined) this._failed = { text, offset: goodUntil, isGivenUp, isNoted: false };
    else if (!isGivenUp) this.noteFailure(text, goodUntil);
    return tree;
  }

  /**
   * An offset of a text before which the parser finds nothing wrong, at most a hundred operations before it meets the first
   * error or leaves the limits; `undefined` of a text that is free of errors.
   */
  failsAt(text: string): number | undefined {
    if (this._failed?.text === text) return this._failed.offset;
    const tree = this.parseGood(text);
    tree?.delete();
    return tree === undefined ? this._failed?.offset : undefined;
  }

  /**
   * Notes that a text has an error, before which nothing is wrong up to an offset: who knows it from another text spares a
   * parse of what is good.
   */
  noteFailure(text: string, offset: number): void {
    this._failed = { text, offset, isGivenUp: false, isNoted: true };
  }

  /** What is noted or known of where a text has an error; `undefined` also where the parser gave up. */
  knownFailure(text: string): number | undefined {
    return this._failed?.text === text && !this._failed.isGivenUp ? this._failed.offset : undefined;
  }

  /**
   * The offset at which a text that has an error first fails, or at which the parser gives up: the same whatever was known
   * of the text before.
   */
  errorAt(text: string): number {
    const known = this._knownStop(text);
    if (known !== undefined) return known.offset;
    const failsAt = this.failsAt(text);
    const failed = this._failed;
    if (failsAt === undefined || failed === undefined || failed.isGivenUp) return failsAt ?? 0;
    const stop = this.stopOf(text);
    if (stop !== undefined || !failed.isNoted) return stop?.offset ?? failsAt;
    this._failed = undefined;
    return this.errorAt(text);
  }

  /** Where parsing a text that has an error first fails, as `firstStop` says it. */
  stopOf(text: string): ParserStop | undefined {
    const known = this._knownStop(text);
    if (known !== undefined) return known;
    const goodUntil = this.failsAt(text) ?? 0;
    const { text: short, shift } = withoutGoodBeginning(text, goodUntil);
    const from = goodUntil - shift;
    const near = short.slice(0, from + LIMITS.charactersReadWhole.most);
    let found = this.firstStop(near, from);
    // A token that fails may go on for very long, with lines of the log for each of its characters.
    if (near !== short && (found === undefined || found.offset + WELL_AFTER > near.length || mayEndLater(near, found)))
      found = this.firstStop(short, from);
    const stop = found && { ...found, offset: found.offset + shift };
    if (this._failed?.text === text) this._failed.stop = stop;
    return stop;
  }

  /** Where the text that failed last fails, if a text is that one, or a beginning of it that ends well after there. */
  private _knownStop(text: string): ParserStop | undefined {
    const { text: failed = '', stop } = this._failed ?? {};
    if (stop === undefined || failed === text) return stop;
    const isBeginning = text.length >= stop.offset + WELL_AFTER && failed.startsWith(text);
    return isBeginning ? stop : undefined;
  }

  /**
   * Parses a text until the work has left the limits, or the parser is in its error recovery before the offset `before`.
   * The offsets that are answered are those of a hundredth operation.
   */
  private _parseUntil(text: string, edited: SyntaxTree | undefined, before: number): ParseResult {
    if (text.length > LONG_TEXT) this._beforeLongText();
    const { parserSteps, parserStepsPerCharacter, parserReading, parserReadingPerCharacter } = LIMITS;
    let steps = 0;
    let offset = 0;
    let goodUntil = 0;
    let hasError = false;
    let characters = parserReading.most + text.length * parserReadingPerCharacter.most;
    let isParsing = true;
    const isEnough = (): boolean => characters < 0 || (hasError && goodUntil < before);
    // The parser copies a piece of what it is given, and asks again where it leaves that, forward or back.
    const read = (index: number): string | undefined => {
      // Without more the text ends to the parser, which is its quickest way out; the tree is of no use then.
      if (isParsing) characters -= Math.min(text.length - index, PIECE);
      return isParsing && isEnough() ? undefined : text.slice(index);
    };
    const tree = this._parser.parse(read, edited ?? null, {
      progressCallback: (progress) => {
        hasError ||= Boolean(progress.hasError);
        // The scanner reports an error without an offset, and between the operations that are counted.
        if (progress.currentOffset < 0) return false;
        if (isEnough()) return true;
        // It counts the bytes of UTF-16.
        offset = progress.currentOffset / 2;
        if (!hasError) goodUntil = offset;
        return ++steps > parserSteps.most + offset * parserStepsPerCharacter.most;
      },
    });
    // The tree asks in the same way for the text of its nodes.
    isParsing = false;
    if (tree !== null && !isEnough()) return { tree, offset, goodUntil, hasError };
    tree?.delete();
    this._parser.reset();
    return { tree: undefined, offset, goodUntil, hasError };
  }

  /** As `firstStop` of `parserStop.ts`. */
  firstStop(text: string, goodUntil: number): ParserStop | undefined {
    return firstStop(this._parser, text, goodUntil);
  }
}

/**
 * The children of a syntax node, those without a name among them, one at a time: an error may have one for each byte of
 * a text, and `SyntaxNode.children` makes an object for every one before the first is looked at.
 */
export function* childrenOf(node: SyntaxNode): Generator<SyntaxNode, void, undefined> {
  const cursor = node.walk();
  try {
    if (!cursor.gotoFirstChild()) return;
    do yield cursor.currentNode;
    while (cursor.gotoNextSibling());
  } finally {
    cursor.delete();
  }
}

/** An edit for `SyntaxTree.edit`: the characters `[start, oldEnd)` became `[start, newEnd)`. Rows do not matter to us. */
export function syntaxEdit(start: number, oldEnd: number, newEnd: number): Edit {
  const point = (column: number) => ({ row: 0, column });
  return {
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: point(start),
    oldEndPosition: point(oldEnd),
    newEndPosition: point(newEnd),
  } as Edit;
}

/** The runtime, which all parsers share; `undefined` until it is loaded, and where it could not be. */
let runtime: Promise<void> | undefined;

/**
 * Loads the WebAssembly modules; done once, before anything is read. Rejects if they cannot be instantiated. Several can
 * be loaded at once: of two calls of `Parser.init` that meet, the second would take the memory from under the first.
 * `beforeLongText` is called before each long text (`LONG_TEXT`) is parsed, when the process may make room.
 */
export async function loadParser(
  modules: ParserModules,
  beforeLongText: () => void = () => {},
): Promise<DevicetreeParser> {
  runtime ??= Parser.init({ wasmBinary: modules.runtime, locateFile: (name: string) => name });
  runtime.catch(() => {
    runtime = undefined;
  });
  await runtime;
  const parser = new Parser();
  parser.setLanguage(await Language.load(modules.grammar));
  const empty = parser.parse('');
  if (empty === null) return Promise.reject(new Error('the grammar does not fit the runtime'));
  return new DevicetreeParser(parser, empty, beforeLongText);
}

/** Whether a text that is cut stops at what may be a token that is expected there, once what closes it is in the text. */
function mayEndLater(text: string, { offset, expected }: ParserStop): boolean {
  switch (/\S/.exec(text.slice(offset, offset + WELL_AFTER))?.[0]) {
    case '"':
      return expected.includes('string literal');
    case "'":
      return expected.includes('character literal');
    case undefined:
    case '/':
      return true;
    default:
      return false;
  }
}
