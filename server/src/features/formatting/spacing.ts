import type { Leaf } from './leaves.ts';

/** Before these, and after those, nothing stands on the same line. */
const NOTHING_BEFORE = new Set([';', ',', ')', ']']);
const NOTHING_AFTER = new Set(['(', '[']);

/** Characters of words and numbers: two of them that touch may be one word for the preprocessor. */
const WORD = /[A-Za-z0-9_.$]/;

/**
 * What stands between two neighbours on one line in kernel style: nothing, or a blank; `undefined` where it must stay as
 * it is: between the columns of a table, before a comment, and where a word would be drawn apart or two become one.
 * `white` is what stands there now.
 */
export function spacing(before: Leaf, after: Leaf, text: string, white: string): '' | ' ' | undefined {
  const typed = white !== '';
  if (after.type === 'comment') return typed ? undefined : ' ';
  if (before.role === 'directive' || after.role === 'directive') return undefined;
  if (before.type === 'comment') return typed || !text.startsWith('/*', before.start) ? ' ' : undefined;
  if (isUnary(before)) return undefined;
  if (isTight(before, after)) return '';
  const isColumn = after.isInRows && after.within === 'cell_list' && after.type !== '<';
  if (isColumn && /\t|../.test(white)) return undefined;
  const touches = WORD.test(text.charAt(before.end - 1)) && WORD.test(text.charAt(after.start));
  if (touches && !typed) return undefined;
  return isExponent(before, text) || isExponent(after, text) ? undefined : ' ';
}

function isTight(before: Leaf, after: Leaf): boolean {
  if (NOTHING_BEFORE.has(after.type) || NOTHING_AFTER.has(before.type)) return true;
  if (after.type === '>' && after.within === 'cell_list') return true;
  if (before.type === '<' && before.within === 'cell_list') return true;
  if (after.type === 'macro_arguments' || (after.type === '(' && after.within === 'incbin')) return true;
  return after.type === ':' && after.within === 'label';
}

const isUnary = ({ type, within }: Leaf): boolean =>
  within === 'unary_expression' && (type === '-' || type === '~' || type === '!');

/** A sign after `0xe`: the preprocessor takes it for a part of the number (C11 6.4.8), so that it stays where it is. */
function isExponent({ type, start }: Leaf, text: string): boolean {
  return (type === '+' || type === '-') && /[eEpP]/.test(text.charAt(start - 1));
}
