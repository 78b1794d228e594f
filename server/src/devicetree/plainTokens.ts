import type { SourceFile } from '../text/sourceFile.ts';
import { DIRECTIVE_NAMES } from './expansion/tokens/directiveNames.ts';
import { endOfPiece } from './syntax/braces.ts';
import { isIdentifierStart, isNameCharacter, skipSpace } from './syntax/dtsCharacters.ts';

/**
 * A token of a file's own text, lines of the preprocessor left out: a `word` may be a name of dtc's, or of a macro; a
 * `sign` is one character.
 */
export interface PlainToken {
  readonly kind: 'word' | 'number' | 'string' | 'reference' | 'keyword' | 'sign';
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** How many parentheses are open before it. */
  readonly parentheses: number;
  /** How many lines of the preprocessor stand before it. */
  readonly lines: number;
}

/** A file's own text as tokens, before any preprocessing. */
export interface PlainTokens {
  readonly tokens: readonly PlainToken[];
  /** How many groups of `#if` are open after each line that opens or ends one, in the order of the text. */
  readonly groups: readonly { readonly start: number; readonly open: number }[];
}

const DIRECTIVE = new RegExp(String.raw`#[ \t]*(${DIRECTIVE_NAMES.join('|')})\b`, 'y');
const KEYWORD = /\/(?:dts-v1|plugin|memreserve|bits|incbin|include|delete-node|delete-property|omit-if-no-ref)\//y;
const NUMBER = /(?:0x[0-9a-f]+|[0-9]+)u?l{0,2}$/iy;
/** Long lines in a directive are gone over once each. */
const END_OF_LINE = /(?<!\\)\r?\n|$/g;

/** Takes a file's text apart. A string that is not closed on its line ends with it. */
export function plainTokensOf({ text }: SourceFile): PlainTokens {
  const tokens: PlainToken[] = [];
  const groups: { start: number; open: number }[] = [];
  let parentheses = 0;
  let lines = 0;
  let open = 0;
  for (let at = skipSpace(text, 0, text.length); at < text.length; ) {
    const directive = text.charAt(at) === '#' && isLineStart(text, at) ? matched(DIRECTIVE, text, at) : undefined;
    if (directive !== undefined) {
      lines++;
      if (/if(?:n?def)?$/.test(directive) && !/el/.test(directive)) groups.push({ start: at, open: ++open });
      else if (/endif$/.test(directive)) groups.push({ start: at, open: --open });
      END_OF_LINE.lastIndex = at;
      at = skipSpace(text, END_OF_LINE.exec(text)?.index ?? text.length, text.length);
      continue;
    }
    const { kind, end } = tokenAt(text, at);
    const token = text.slice(at, end);
    tokens.push({ kind, start: at, end, text: token, parentheses, lines });
    if (token === '(') parentheses++;
    else if (token === ')') parentheses--;
    at = skipSpace(text, end, text.length);
  }
  return { tokens, groups };
}

function tokenAt(text: string, at: number): Pick<PlainToken, 'kind' | 'end'> {
  const character = text.charAt(at);
  if (character === '"') return { kind: 'string', end: endOfPiece(text, at) };
  if (character === '&' && text.charAt(at + 1) === '{') return { kind: 'reference', end: endOfPiece(text, at) };
  if (character === '/') {
    const keyword = matched(KEYWORD, text, at);
    return keyword === undefined ? { kind: 'sign', end: at + 1 } : { kind: 'keyword', end: at + keyword.length };
  }
  const isReference = character === '&' && isIdentifierStart(text.charCodeAt(at + 1));
  let end = isReference ? at + 1 : at;
  while (end < text.length && isNameCharacter(text.charCodeAt(end)) && !isCommaOfList(text, end)) end++;
  if (end === at) return { kind: 'sign', end: at + 1 };
  if (isReference) return { kind: 'reference', end };
  return { kind: matched(NUMBER, text.slice(at, end), 0) === undefined ? 'word' : 'number', end };
}

/** Whether a comma is between values, and no part of a name. */
const isCommaOfList = (text: string, at: number): boolean =>
  text.charAt(at) === ',' && !isNameCharacter(text.charCodeAt(at + 1));

function isLineStart(text: string, at: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return before.trim() === '';
}

function matched(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
