/** The directives that gcc 12 knows (libcpp `directives.cc`), and `null` for a `#` alone on its line. */
const NAMES = [
  'define',
  'include',
  'endif',
  'ifdef',
  'if',
  'else',
  'ifndef',
  'undef',
  'line',
  'elif',
  'elifdef',
  'elifndef',
  'error',
  'pragma',
  'warning',
  'include_next',
  'ident',
  'import',
  'assert',
  'unassert',
  'sccs',
] as const;

export type DirectiveName = (typeof NAMES)[number] | 'null';

/** The names of directives, which are the first symbols of every symbol table. */
export const DIRECTIVE_NAMES: readonly string[] = NAMES;

/** The directive of a name's symbol; `undefined` for a line that passes through, such as `#address-cells = <1>;`. */
export function directiveOfSymbol(symbol: number): DirectiveName | undefined {
  return NAMES[symbol];
}

/** Whether a directive counts in groups that are skipped. */
export function isConditional(name: DirectiveName): boolean {
  switch (name) {
    case 'if':
    case 'ifdef':
    case 'ifndef':
    case 'elif':
    case 'elifdef':
    case 'elifndef':
    case 'else':
    case 'endif':
      return true;
    default:
      return false;
  }
}
