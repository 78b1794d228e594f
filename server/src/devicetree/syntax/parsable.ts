import { SLASHED } from '../expansion/tokens/dtcText.ts';

/**
 * The text as it is given to tree-sitter, character for character in the same place: tree-sitter takes a NUL for the
 * text's end, and the grammar joins lines at a backslash as the preprocessor does, which dtc does not. To dtc a comment
 * `//` that no line feed ends is none, and no string a string with a backslash at the end of a line.
 */
export function parsable(text: string): string {
  if (text.includes('\0')) text = text.replaceAll('\0', '\x01');
  const openComment = !text.endsWith('\n') && text.includes('//', text.lastIndexOf('\n') + 1);
  const joinsLines = text.includes('\\\n') || text.includes('\\\r\n') || text.endsWith('\\');
  if (!openComment && !joinsLines) return text;
  return text.replace(LEXEMES_AROUND_BACKSLASH, (lexeme, offset: number) => {
    if (lexeme.startsWith('//') && offset + lexeme.length === text.length) return lexeme.replaceAll('/', '\x01');
    if (lexeme.startsWith('//')) return lexeme.replace(/\\(\r?)$/, ' $1');
    if (lexeme.startsWith('"') && !STRING.test(lexeme)) return `\x01${lexeme.slice(1)}`;
    return lexeme === '\\' ? '\x01' : lexeme;
  });
}

/** A string as dtc-lexer.l has it. */
const STRING = /^"[^\\"]*(?:\\.[^\\"]*)*"$/;

/** Comments, strings, what else holds or is a backslash, and in front of them what only looks like a comment. */
const LEXEMES_AROUND_BACKSLASH = new RegExp(
  `${SLASHED.source}|${/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|\\(?=\r?\n|$)/.source}`,
  'g',
);
