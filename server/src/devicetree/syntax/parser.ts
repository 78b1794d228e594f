import { type Edit, Language, type Node, Parser, type Tree, type TreeCursor } from 'web-tree-sitter';
import { LIMITS } from '../../text/limits.ts';
import { LineIndex } from '../../text/lineIndex.ts';

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

/** Characters that web-tree-sitter takes of a text at a time (`INPUT_BUFFER_SIZE` in its tree-sitter.c). */
const PIECE = 5119;

/** Where the parser could not go on: after the last token that it took. */
export interface ParserStop {
  readonly offset: number;
  /** The tokens it could have gone on with, in words. */
  readonly expected: readonly string[];
}

/**
 * Parses device-tree text with tree-sitter: expanded text for the tree, and documents as typed for the editor.
 *
 * A syntax tree holds memory of the WebAssembly module: who asked for one calls its `delete` when done.
 */
export class DevicetreeParser {
  private readonly _parser: Parser;
  private readonly _empty: SyntaxTree;

  /** `empty` is the tree of the empty text. */
  constructor(parser: Parser, empty: SyntaxTree) {
    this._parser = parser;
    this._empty = empty;
  }

  /**
   * The syntax tree of a text of one character a byte. `edited` is the tree of an earlier version, on which `edit` was
   * called with what has changed since; what lies outside of the change is taken from it.
   */
  parse(text: string, edited?: SyntaxTree): SyntaxTree {
    // It parses whatever it is given as long as nobody cancels it.
    return this._parser.parse(text, edited ?? null) ?? this._empty.copy();
  }

  /**
   * The syntax tree of a text, as `parse` makes it, or the offset at which the parser had done more work than the limits
   * allow.
   */
  parseWithin(text: string, edited?: SyntaxTree): SyntaxTree | number {
    return this._parseUntil(text, edited, () => false);
  }

  /**
   * The syntax tree of a text that is free of errors; `undefined` as soon as the parser meets one, or leaves the limits.
   * `edited` as for `parse`.
   */
  parseGood(text: string, edited?: SyntaxTree): SyntaxTree | undefined {
    const tree = this._parseUntil(text, edited, (hasError) => hasError);
    if (typeof tree === 'number') return undefined;
    if (!tree.rootNode.hasError) return tree;
    tree.delete();
    return undefined;
  }

  /**
   * The syntax tree of a text, or the offset at which `isEnough` said so, which is asked whether the parser is in an
   * error, or at which it had done more work than the limits allow.
   */
  private _parseUntil(
    text: string,
    edited: SyntaxTree | undefined,
    isEnough: (hasError: boolean) => boolean,
  ): SyntaxTree | number {
    const { parserSteps, parserStepsPerCharacter, parserReading, parserReadingPerCharacter } = LIMITS;
    let steps = 0;
    let offset = 0;
    let characters = parserReading.most + text.length * parserReadingPerCharacter.most;
    let isParsing = true;
    // The parser copies a piece of what it is given, and asks again where it leaves that, forward or back.
    const read = (index: number): string | undefined => {
      // Without more the text ends to the parser, which is its quickest way out; the tree is of no use then.
      if (isParsing) characters -= Math.min(text.length - index, PIECE);
      return characters < 0 ? undefined : text.slice(index);
    };
    const tree = this._parser.parse(read, edited ?? null, {
      progressCallback: ({ currentOffset, hasError }) => {
        // It counts the bytes of UTF-16.
        offset = currentOffset / 2;
        const most = parserSteps.most + offset * parserStepsPerCharacter.most;
        return characters < 0 || isEnough(hasError) || ++steps > most;
      },
    });
    // The tree asks in the same way for the text of its nodes.
    isParsing = false;
    if (tree !== null && characters >= 0) return tree;
    tree?.delete();
    this._parser.reset();
    return offset;
  }

  /**
   * Where parsing `text` first fails, the unedited parts of `edited` being taken as read; `undefined` if it does not, or
   * only after more messages than the limit says.
   *
   * tree-sitter reports the token at which it gave up, before its error recovery, in its log alone.
   */
  firstStop(text: string, edited: SyntaxTree): ParserStop | undefined {
    const lines = new LineIndex(text);
    let at = 0;
    let state = 0;
    let failedAt = -1;
    let failedState = 0;
    let stopped = false;
    let messages = 0;
    this._parser.setLogger((message, isLexing) => {
      messages++;
      if (isLexing || stopped) return;
      if (message.startsWith('process version')) {
        const place = /state:(\d+), row:(\d+), col:(\d+)/.exec(message);
        // Columns of the log count the bytes of UTF-16.
        if (place !== null) at = lines.startOf(Number(place[2])) + Number(place[3]) / 2;
        state = Number(place?.[1] ?? 0);
      } else if (message.startsWith('detect_error')) {
        if (at > failedAt) failedState = state;
        failedAt = Math.max(failedAt, at);
      } else if (message.startsWith('resume')) {
        stopped = true;
      }
    });
    const tree = this._parser.parse(text, edited, {
      progressCallback: () => stopped || messages > LIMITS.parserMessages.most,
    });
    tree?.delete();
    this._parser.setLogger(null);
    this._parser.reset();
    return failedAt < 0 ? undefined : { offset: failedAt, expected: this._expectedIn(failedState) };
  }

  private _expectedIn(state: number): readonly string[] {
    const symbols = this._parser.language?.lookaheadIterator(state);
    if (symbols === null || symbols === undefined) return [];
    const expected = new Set<string>();
    for (const symbol of symbols) {
      const name = nameOfSymbol(symbol);
      if (name !== undefined) expected.add(name);
    }
    symbols.delete();
    return [...expected];
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
 */
export async function loadParser(modules: ParserModules): Promise<DevicetreeParser> {
  runtime ??= Parser.init({ wasmBinary: modules.runtime, locateFile: (name: string) => name });
  runtime.catch(() => {
    runtime = undefined;
  });
  await runtime;
  const parser = new Parser();
  parser.setLanguage(await Language.load(modules.grammar));
  const empty = parser.parse('');
  if (empty === null) return Promise.reject(new Error('the grammar does not fit the runtime'));
  return new DevicetreeParser(parser, empty);
}

/** Hidden tokens of the grammar that people write, in words. */
const HIDDEN_TOKENS: Readonly<Record<string, string>> = { _bytes: 'bytes of two hex digits each' };

/** What an expected symbol of the grammar is called in a message; `undefined` for one that means nothing to people. */
function nameOfSymbol(symbol: string): string | undefined {
  if (symbol.startsWith('_')) return HIDDEN_TOKENS[symbol];
  if (/^(end|ERROR|comment)$|^(preproc|macro)|_repeat\d+$/.test(symbol)) return undefined;
  return /^[a-z]/.test(symbol) ? symbol.replaceAll('_', ' ') : `\`${symbol}\``;
}
