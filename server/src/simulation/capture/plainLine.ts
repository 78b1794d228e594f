const ESCAPE = '\\u001b';
/** Sequences of a terminal (ECMA-48): CSI, OSC, character sets and single functions; and colours as `cat -v` or a page without
 *  control characters shows them, `^[[0m` and `[0m`. */
const TERMINAL_SEQUENCE = new RegExp(
  `${ESCAPE}\\[[0-?]*[ -/]*[@-~]|${ESCAPE}\\][^\\u0007${ESCAPE}]*(?:\\u0007|${ESCAPE}\\\\)|${ESCAPE}[ -/]*[0-~]|(?:\\^\\[)?\\[[0-9;]{1,12}m|\\^\\[\\[[0-9;]*[mK]`,
  'g',
);

/** A sign as the source of a page has it: `&lt;`, `&#64;`. */
const ENTITY = /&(?:(lt|gt|amp|quot|apos|nbsp)|#(\d{1,6})|#x([0-9a-f]{1,5}));/gi;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

const BACKSPACE = '\b';
/** The edge of a window of tmux or of a drawn table, after a line. */
const RIGHT_EDGE = /^\s[│┃]$/;

/**
 * A line as a person sees it: without colours and what was typed and taken back, with plain spaces in place of those that pages
 * keep lines together with, and the signs that the source of a page spells out.
 */
export function plainLine(line: string): string {
  if (line === '') return line;
  let plain = line.replaceAll(TERMINAL_SEQUENCE, '').replaceAll('\u00a0', ' ');
  if (plain.includes(BACKSPACE)) plain = withoutTakenBack(plain);
  if (plain.includes('&')) plain = plain.replaceAll(ENTITY, signOf);
  return withoutRightEdge(plain);
}

function withoutRightEdge(line: string): string {
  const text = line.trimEnd();
  return RIGHT_EDGE.test(text.slice(-2)) ? text.slice(0, -2).trimEnd() : line;
}

/** What is left where each backspace takes the character before it. */
function withoutTakenBack(line: string): string {
  const left: string[] = [];
  for (const character of line) {
    if (character === BACKSPACE) left.pop();
    else left.push(character);
  }
  return left.join('');
}

function signOf(
  entity: string,
  name: string | undefined,
  decimal: string | undefined,
  hex: string | undefined,
): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
  return String.fromCodePoint(Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10));
}
