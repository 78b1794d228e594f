import { isSpace, skipSpace } from './dtsCharacters.ts';
import { endOfCharacter, endOfString } from './literals.ts';
import { childrenOf, type DevicetreeParser, type SyntaxNode, type SyntaxTree, syntaxEdit } from './parser.ts';

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

/**
 * How many `{` are open at the end of a text; negative as soon as a `}` has none to close. `endOfQuoted` is where a
 * character literal ends that begins at an offset: for dtc, or in a text that is being typed (`endOfTypedCharacter`).
 */
export function openBraces(text: string, endOfQuoted = endOfCharacter): number {
  let depth = 0;
  let at = 0;
  while (at < text.length && depth >= 0) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = endOfString(text, at);
    } else if (code === 39) {
      at = endOfQuoted(text, at);
    } else if (code === 47) {
      at = Math.max(skipSpace(text, at, text.length), at + 1);
    } else if (code === 38 && text.charCodeAt(at + 1) === 123) {
      const close = text.indexOf('}', at);
      at = close < 0 ? text.length : close + 1;
    } else {
      if (code === 123) depth++;
      else if (code === 125) depth--;
      at++;
    }
  }
  return depth;
}

/** Closing more nodes than this at the end of a text is not tried. */
const MOST_OPEN = 1000;

/**
 * Finds the first error of a text whose syntax tree has one. The tree only knows where the parser mended the text, which
 * may be before or after; the parser itself knows the token that it could not take.
 *
 * The tree is edited on the way and of no more use afterwards.
 */
export function findFirstError(parser: DevicetreeParser, text: string, tree: SyntaxTree): FirstError {
  const { startIndex: start, endIndex } = firstMendedNode(tree.rootNode);
  // What is before the mended place is taken from the tree; what follows is parsed once more, and listened to.
  tree.edit(syntaxEdit(start, text.length, text.length));
  const stop = parser.firstStop(text, tree, start, endIndex);
  const offset = stop === undefined ? start : skipSpace(text, stop.offset, text.length);
  // What fails before the last token fails whatever follows the text.
  const isLast = stop === undefined || endOfToken(text, offset) >= text.length;
  if (isLast && isBeginning(parser, text)) return errorAtEnd(text, ['`};`']);
  if (stop === undefined) return { offset, end: Math.max(endIndex, start + 1), expected: [], atEnd: false };
  if (offset >= text.length) return errorAtEnd(text, stop.expected);
  return { offset, end: endOfToken(text, offset), expected: stop.expected, atEnd: false };
}

/** Whether nothing is wrong with a text but that it ends before its nodes do. */
function isBeginning(parser: DevicetreeParser, text: string): boolean {
  const open = openBraces(text);
  if (open <= 0 || open > MOST_OPEN) return false;
  const closed = parser.parseGood(text + '};'.repeat(open));
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

/** The offset after a token, as far as a person would mark it. */
export function endOfToken(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 34) return endOfString(text, at);
  if (code === 39) return endOfCharacter(text, at);
  const word = /[a-zA-Z0-9,._+*#?@-]+/y;
  word.lastIndex = at;
  return word.test(text) ? word.lastIndex : Math.min(at + 1, text.length);
}
