import { LIMITS } from '../../text/limits.ts';
import type { EditedBody } from './editedItems.ts';
import { CLOSING, OPENING } from './goodBeginning.ts';
import type { Item } from './items.ts';
import { parsable } from './parsable.ts';
import type { SyntaxNode, SyntaxTree } from './parser.ts';
import { parsableBeginning } from './readableText.ts';
import { READ_KINDS, REFUSED, STATEMENTS } from './syntaxKinds.ts';

/**
 * What stands in an edited text between the statements around the edit, as a text by itself: in as many nodes as there,
 * with the statement after it, at which the grammar looks where something is missing, and a node after it emptied. The
 * grammar is free of context between statements: where this text is free of errors, so is one of which all else was, and
 * says the same there.
 */
export interface EditedPart {
  readonly text: string;
  /** How far the part's own text is from its place in the edited one. */
  readonly shift: number;
  /** Where in `text` the part ends and the statement after it begins, and where that ends. */
  readonly end: number;
  readonly nextEnd: number;
}

/**
 * The part of an edited text that has to be read anew, given where it ends; `undefined` where the statement after it has
 * labels that the edit may have changed, and where the parser is not to see the part as it stands.
 */
export function editedPart(
  text: string,
  { nodes, items, last, start }: EditedBody,
  end: number,
): EditedPart | undefined {
  const next = items[last];
  // A property's item begins after its labels.
  if (next?.kind === 'property' && next.statement.labels.length > 0) return undefined;
  const opening = OPENING.repeat(nodes.length);
  const own = `${opening}${text.slice(start, end)}`;
  const whole = `${own}${nextText(text, next, end)}`;
  const part = `${whole}${CLOSING.repeat(nodes.length)}`;
  if (parsable(part) !== part || parsableBeginning(part).length < part.length) return undefined;
  if (hasOpenComment(part) || hasOpenCharacter(text, end)) return undefined;
  return { text: part, shift: start - opening.length, end: own.length, nextEnd: whole.length };
}

/**
 * Whether a comment that begins in a part may go on beyond it: without the text's own end of it the grammar takes `/` and
 * `*` for the beginnings of a keyword and of a name.
 */
function hasOpenComment(part: string): boolean {
  const last = part.lastIndexOf('/*');
  return last >= 0 && !part.includes('*/', last + 2);
}

/**
 * Whether a character literal before an offset of a text may go on beyond it. One that ends with a backslash and a quote,
 * as `'\\'` does, goes on to the next quote wherever in the text that is, to dtc too (dtc-lexer.l, its rule for
 * `'([^']|\\')*'` takes the longest match); a second quote right after these ends it.
 */
function hasOpenCharacter(text: string, end: number): boolean {
  for (let at = text.indexOf(ESCAPED_QUOTE); at >= 0 && at < end; at = text.indexOf(ESCAPED_QUOTE, at + 1)) {
    if (text.charAt(at + ESCAPED_QUOTE.length) !== "'") return true;
  }
  return false;
}

const ESCAPED_QUOTE = "\\'";

/** The statement that begins at an offset, without what stands in its braces. */
function nextText(text: string, next: Item | undefined, start: number): string {
  if (next === undefined) return '';
  if (next.kind === 'node') return `${text.slice(start, start + next.bodyStart)}{${CLOSING}`;
  return text.slice(start, start + next.end - next.start);
}

/**
 * The items of an edited body that are read off a part, given the items of the part's text, with the places that they have
 * in the body; `undefined` where the part closes a node around it, or reaches into the statement after it.
 */
export function itemsOfPart(
  outermost: readonly Item[],
  { shift, end, nextEnd }: EditedPart,
  { nodes, base }: EditedBody,
): Item[] | undefined {
  let items = outermost;
  let origin = 0;
  for (let depth = 0; depth < nodes.length; depth++) {
    const [node, ...others] = items;
    if (node?.kind !== 'node' || others.length > 0) return undefined;
    items = node.items;
    origin += node.start;
  }
  const hasNext = nextEnd > end;
  const next = hasNext ? items.at(-1) : undefined;
  if (hasNext && (next === undefined || origin + next.start !== end || origin + next.end !== nextEnd)) return undefined;
  if (next?.kind === 'property' && next.statement.labels.length > 0) return undefined;
  const own = hasNext ? items.slice(0, -1) : items;
  return placedFrom(own, base - shift - origin);
}

/** Items whose places count from a later beginning. */
export const placedFrom = (items: readonly Item[], base: number): Item[] =>
  items.map((item) => ({ ...item, start: item.start - base, end: item.end - base }));

/**
 * What the grammar takes in place of what is missing or unknown, and looks no further for than at the statement after it.
 * A string that is not closed, a brace too many or too few and lines of the preprocessor reach further.
 */
const NEAR = new Set([
  ...STATEMENTS,
  'missing_semicolon',
  'missing_value',
  'incomplete_statement',
  'incomplete_reference',
  'macro_identifier',
  'macro_call',
  'macro_arguments',
]);

/**
 * The statements of a part, and what dtc refuses in it, in the order of the text, off the syntax tree of the part's text;
 * `undefined` as for `itemsOfPart`, and where what is wrong may be about more than the part or is so much that a text is
 * not read to its end.
 */
export function statementsOfPart(
  { rootNode }: SyntaxTree,
  { text, end, nextEnd }: EditedPart,
  { nodes }: EditedBody,
): SyntaxNode[] | undefined {
  if (rootNode.hasError) return undefined;
  const all = rootNode.descendantsOfType(READ_KINDS);
  const isAround = ({ startIndex, endIndex }: SyntaxNode, depth: number): boolean =>
    startIndex === depth * OPENING.length && endIndex === text.length - depth * CLOSING.length;
  if (!nodes.every((_, depth) => all[depth]?.type === 'node' && isAround(all[depth], depth))) return undefined;
  const within = all.slice(nodes.length);
  if (nextEnd > end) {
    const next = within.findIndex(({ startIndex }) => startIndex >= end);
    const { startIndex, endIndex } = within[next] ?? rootNode;
    if (startIndex !== end || endIndex !== nextEnd) return undefined;
    within.length = next;
  }
  if (within.filter(({ type }) => REFUSED.includes(type)).length > LIMITS.brokenPlaces.most) return undefined;
  return within.every(({ type, endIndex }) => NEAR.has(type) && endIndex <= end) ? within : undefined;
}
