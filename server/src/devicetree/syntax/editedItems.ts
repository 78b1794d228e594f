import type { TextEdit } from '../../text/textEdit.ts';
import { BodyFacts } from './bodyFacts.ts';
import { bodyForm } from './itemForm.ts';
import type { Item, NodeItem } from './items.ts';
import type { Stretch } from './unitReading.ts';
import { areSameButForValues, type ValueEdit } from './valueEdit.ts';

/** The innermost body that an edit lies in, and which of its items the edit touches. */
export interface EditedBody {
  /** The nodes around it, outermost first; none for the outermost items. */
  readonly nodes: readonly { readonly item: NodeItem; readonly index: number; readonly base: number }[];
  readonly items: readonly Item[];
  /** Where the body's items count their offsets from. */
  readonly base: number;
  /** The items `[first, last)` have to be read anew. */
  readonly first: number;
  readonly last: number;
  /** The stretch between the items that stay, in offsets of the old text. */
  readonly start: number;
  readonly end: number;
}

/**
 * Finds what has to be read anew after an edit of a text of `length` characters, in which all that was wrong stood in the
 * stretch `wrong`, which begins and ends where statements or the bodies of nodes do.
 */
export function findEditedBody(
  outermost: readonly Item[],
  length: number,
  edit: TextEdit,
  wrong: Stretch | undefined,
): EditedBody {
  const nodes: { item: NodeItem; index: number; base: number }[] = [];
  // A token may grow out of what was changed beside it.
  const from = edit.start - 1;
  const to = edit.oldEnd + 1;
  const holdsAll = (opening: number, closing: number): boolean =>
    opening < from && to < closing && (wrong === undefined || (opening < wrong.start && wrong.end <= closing));
  let items = outermost;
  let base = 0;
  let end = length;
  let start = 0;
  for (;;) {
    const index = items.findIndex(
      (item) => item.kind === 'node' && holdsAll(base + item.start + item.bodyStart, base + item.end - 2),
    );
    const item = items[index];
    if (item?.kind !== 'node') break;
    nodes.push({ item, index, base });
    base += item.start;
    start = base + item.bodyStart + 1;
    // The closing brace and the semicolon, with what may stand between them, are left to the node.
    end = base - item.start + item.end - 2;
    items = item.items;
  }
  const firstTouched = Math.min(from, wrong?.start ?? from);
  const beyond = Math.max(to, wrong?.end ?? to);
  let first = 0;
  while (first < items.length && base + (items[first]?.end ?? 0) <= firstTouched) first++;
  let last = first;
  // What is missing at the end of the stretch is an error at the token after it.
  while (last < items.length && (base + (items[last]?.start ?? 0) < beyond || items[last]?.kind === 'error')) last++;
  const before = items[first - 1];
  const after = items[last];
  if (before !== undefined) start = base + before.end;
  if (after !== undefined) end = base + after.start;
  return { nodes, items, base, first, last, start, end };
}

/** What an edit makes of the items of a text. */
export interface ItemsAfterEdit {
  readonly items: readonly Item[];
  /** Set where nothing but values and places have changed. */
  readonly valueEdit: ValueEdit | undefined;
}

/** The outermost items with `replacement` (its offsets counting from the body's base) for what was read anew. */
export function replaceItems(
  outermost: readonly Item[],
  body: EditedBody,
  replacement: readonly Item[],
  growth: number,
): ItemsAfterEdit {
  const isValueEdit = areSameButForValues(body.items.slice(body.first, body.last), replacement);
  const replaced = new Map<Item, Item>();
  const replace = (before: Item, after: Item): void => {
    // A body may have a hundred thousand items that move.
    if (isValueEdit) replaced.set(before, after);
  };
  const shifted = (item: Item): Item => {
    if (growth === 0) return item;
    const moved = { ...item, start: item.start + growth, end: item.end + growth };
    replace(item, moved);
    return moved;
  };
  for (let index = body.first; index < body.last; index++) {
    const [before, after] = [body.items[index], replacement[index - body.first]];
    if (before !== undefined && after !== undefined) replace(before, after);
  }
  let items: readonly Item[] = [
    ...body.items.slice(0, body.first),
    ...replacement,
    ...body.items.slice(body.last).map(shifted),
  ];
  for (let depth = body.nodes.length - 1; depth >= 0; depth--) {
    const place = body.nodes[depth];
    if (place === undefined) break;
    const { item, index } = place;
    const form = isValueEdit ? formAfter(item, depth === body.nodes.length - 1) : bodyForm(items, item.includes);
    const node: NodeItem = { ...item, end: item.end + growth, items, ...form };
    replace(item, node);
    const around = body.nodes[depth - 1]?.item.items ?? outermost;
    items = [...around.slice(0, index), node, ...around.slice(index + 1).map(shifted)];
  }
  return { items, valueEdit: isValueEdit ? { replaced, end: body.end, growth } : undefined };
}

/** The form of a body in which nothing but values has changed; of its own properties none has where it is not the innermost. */
const formAfter = ({ facts }: NodeItem, isInnermost: boolean): Pick<NodeItem, 'facts'> => ({
  facts: isInnermost ? new BodyFacts() : facts,
});
