import { type Token, TokenKind } from './token.ts';

const BEFORE_EQUALS = new Set(['=', '!', '>', '<', '+', '-', '*', '/', '%', '&', '|', '^', '>>', '<<']);

/**
 * Whether two tokens that meet without white space would be read as something else when printed side by side, so that
 * `gcc -E` puts a blank between them (libcpp `cpp_avoid_paste`; some of its answers are more careful than needed, and
 * dtc sees the difference: `-X` with X = -1 is printed `- -1`).
 */
export function mustKeepApart(before: Token, after: Token): boolean {
  const next = after.kind === TokenKind.operator ? after.text.charCodeAt(0) : 0;
  const first = next === 0 ? '' : String.fromCharCode(next);
  switch (before.kind) {
    case TokenKind.name:
      return (
        after.kind === TokenKind.name ||
        (after.kind === TokenKind.number && continuesAName(after.text)) ||
        ((after.kind === TokenKind.character || after.kind === TokenKind.string) && after.text.charAt(0) !== 'L')
      );
    case TokenKind.number:
      return (
        after.kind === TokenKind.number ||
        after.kind === TokenKind.name ||
        after.kind === TokenKind.character ||
        first === '.' ||
        first === '+' ||
        first === '-'
      );
    case TokenKind.other:
      return before.text === '\\' && after.kind === TokenKind.name;
    case TokenKind.operator:
      break;
    default:
      return false;
  }
  if (first === '=' && BEFORE_EQUALS.has(before.text)) return true;
  switch (before.text) {
    case '>':
      return first === '>';
    case '<':
      return first === '<' || first === '%' || first === ':';
    case '+':
      return first === '+';
    case '-':
      return first === '-' || first === '>';
    case '/':
      return first === '/' || first === '*';
    case '%':
      return first === ':' || first === '%';
    case '&':
      return first === '&';
    case '|':
      return first === '|';
    case ':':
      return first === ':' || first === '>';
    case '->':
      return first === '*';
    case '<=':
      return first === '>';
    case '.':
      return first === '.' || first === '%' || after.kind === TokenKind.number;
    case '#':
      return first === '#' || first === '%';
    default:
      return false;
  }
}

/** libcpp's `name_p`: whether a number's text would be taken whole into a name before it. */
function continuesAName(text: string): boolean {
  return /^[A-Za-z0-9_]*$/.test(text);
}
