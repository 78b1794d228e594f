import { sequenceLength } from '../../text/bytesAndText.ts';
import { openBraces } from './braces.ts';
import { isSpace, skipSpace } from './dtsCharacters.ts';
import { CLOSING, withoutGoodBeginning } from './goodBeginning.ts';
import { endOfCharacter, endOfString } from './literals.ts';
import { childrenOf, type DevicetreeParser, type SyntaxNode, type SyntaxTree } from './parser.ts';

/** The first place at which a text stops being a beginning of any good text: where dtc says `syntax error`. */
export interface FirstError {
  readonly offset: number;
  readonly end: number;
  /** What could have stood there, in words; empty if it is not known. */
  readonly expected: readonly string[];
  /** Whether the text ends too early. */
  readonly atEnd: boolean;
  /** The string that nothing closes on its line, where that is the fault: its extent without blanks at the end. */
  readonly openString?: { readonly start: number; readonly end: number };
}

/** The first node, down to the innermost, at which the parser had to mend the text. */
function firstMendedNode(root: SyntaxNode): SyntaxNode {
  let node = root;
  for (;;) {
    let inner: SyntaxNode | undefined;
    for (const child of childrenOf(node)) {
      if (!child.hasError) continue;
      inner = child;
      break;
    }
    if (inner === undefined) return node;
    node = inner;
  }
}

/** Closing more nodes than this at the end of a text is not tried. */
const MOST_OPEN = 1000;

/**
 * Finds the first error of a text whose syntax tree has one. The tree only knows where the parser mended the text, which
 * may be before or after; the parser itself knows the token that it could not take.
 */
export function findFirstError(parser: DevicetreeParser, text: string, tree: SyntaxTree): FirstError {
  const stop = parser.stopOf(text);
  const offset = stop === undefined ? undefined : skipSpace(text, stop.offset, text.length);
  // What fails before the last token fails whatever follows the text.
  const isLast = offset === undefined || endOfToken(text, offset) >= text.length;
  if (isLast && isBeginning(parser, text)) return errorAtEnd(text, ['`};`']);
  if (stop === undefined || offset === undefined) return mendedPlace(tree);
  if (offset >= text.length) return errorAtEnd(text, stop.expected);
  return { offset, end: endOfToken(text, offset), expected: stop.expected, atEnd: false };
}

/** Where the parser first mended a text, as an error. */
function mendedPlace({ rootNode }: SyntaxTree): FirstError {
  const { startIndex, endIndex } = firstMendedNode(rootNode);
  return { offset: startIndex, end: Math.max(endIndex, startIndex + 1), expected: [], atEnd: false };
}

/** Whether nothing is wrong with a text but that it ends before its nodes do. */
function isBeginning(parser: DevicetreeParser, text: string): boolean {
  const open = openBraces(text);
  if (open <= 0 || open > MOST_OPEN) return false;
  const { text: short } = withoutGoodBeginning(text, parser.errorAt(text));
  const closed = parser.parseGood(short + CLOSING.repeat(open));
  closed?.delete();
  return closed !== undefined;
}

/** dtc names the white space that it read last before the end; without any, the last token. */
function errorAtEnd(text: string, expected: readonly string[]): FirstError {
  let offset = text.length;
  while (offset > 0 && isSpace(text.charCodeAt(offset - 1))) offset--;
  if (offset === text.length && offset > 0) offset--;
  return { offset, end: Math.min(offset + 1, text.length), expected, atEnd: true };
}

/** The token that comes next at or after an offset, where something else was expected, as an error. */
export function tokenAt(text: string, offset: number, expected: string): FirstError {
  const at = skipSpace(text, offset, text.length);
  if (at >= text.length) return errorAtEnd(text, [expected]);
  return { offset: at, end: endOfToken(text, at), expected: [expected], atEnd: false };
}

/**
 * A string that nothing closes on its line, which is `[start, end)`, as an error. To dtc it goes on over the ends of lines up
 * to `close`, and what comes after that is wrong.
 */
export function openStringError(text: string, start: number, end: number, close: number): FirstError {
  const openString = { start, end: start + text.slice(start, end).trimEnd().length };
  if (close >= text.length) return { offset: start, end: start + 1, expected: [], atEnd: false, openString };
  return { ...tokenAt(text, close, '`;`'), openString };
}

/** The offset after a token, as far as a person would mark it. */
export function endOfToken(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 34) return endOfString(text, at);
  if (code === 39) return endOfCharacter(text, at);
  const word = /[a-zA-Z0-9,._+*#?@-]+/y;
  word.lastIndex = at;
  return word.test(text) ? word.lastIndex : Math.min(at + sequenceLength(text, at), text.length);
}
