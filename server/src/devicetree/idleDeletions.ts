import type { Problem } from '../text/problem.ts';
import type { ExpandedUnit } from './expansion/units/expandedUnit.ts';
import type { DeleteItem, Item, NodeItem } from './syntax/items.ts';
import type { DeviceTree, DeviceTreeNode } from './tree/deviceTree.ts';
import { type Placed, spanOf } from './tree/placed.ts';

/** The statements of a unit, without those of its includes. */
interface UnitItems {
  readonly items: readonly Item[];
  readonly unit: ExpandedUnit;
}

/** What holds the statements of a fragment that is written out. */
const OVERLAY = '__overlay__';

/**
 * Notes on the statements of an overlay that are to delete something of its base. dtc makes a new node of each fragment, in
 * which there is nothing to delete (`add_orphan_node` of livetree.c, `build_node`), and a blob has no word for it: libfdt
 * only adds and replaces. Silent where a statement may be about a node of the overlay itself. `tree` is what dtc makes of the
 * overlay.
 */
export function idleDeletions({ items, unit }: UnitItems, tree: DeviceTree): readonly Problem[] {
  const own = labelsIn(tree.root);
  // A path leads into the base, whatever the overlay has; a label is sought in the overlay first.
  const isOfBase = (reference: string): boolean => !own.has(reference.replace(/\/.*/s, ''));
  // A root that is opened again is merged into the one before.
  const isRootNew = tree.root.declarations.length === 1;
  return items.flatMap((item) => {
    if (item.kind !== 'node') return [];
    const node = { item, unit, base: 0 };
    if (item.reference !== undefined) return isOfBase(item.reference) ? deletionsIn(node) : [];
    return isRootNew && item.name === '' ? deletionsInOverlays(node) : [];
  });
}

function labelsIn(root: DeviceTreeNode): ReadonlySet<string> {
  const labels = new Set<string>();
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const label of node.labels) labels.add(label);
    open.push(...node.children.values());
  }
  return labels;
}

/** The nodes in the body of one, placed. */
const childrenOf = ({ item, unit, base }: Placed<NodeItem>): Placed<NodeItem>[] =>
  item.items.flatMap((child) => (child.kind === 'node' ? [{ item: child, unit, base: base + item.start }] : []));

/** What is deleted in the fragments that a root holds. */
function deletionsInOverlays(root: Placed<NodeItem>): Problem[] {
  return childrenOf(root)
    .flatMap(childrenOf)
    .flatMap((node) => (node.item.name === OVERLAY ? deletionsIn(node) : []));
}

/** What is deleted in the body of a node, and in the bodies inside of it. */
function deletionsIn(outermost: Placed<NodeItem>): Problem[] {
  const problems: Problem[] = [];
  const open = [outermost];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { item, unit, base } = node;
    for (const statement of item.items) {
      if (statement.kind === 'delete-property' || statement.kind === 'delete-node') {
        problems.push(idleDeletion({ item: statement, unit, base: base + item.start }));
      }
    }
    open.push(...childrenOf(node).reverse());
  }
  return problems;
}

function idleDeletion(placed: Placed<DeleteItem>): Problem {
  const { kind, name = '' } = placed.item;
  const instead =
    kind === 'delete-node' ? 'Switch the node off with status = "disabled"' : 'Set the property to what is to hold';
  const message =
    `/${kind}/ of "${name}" deletes nothing of the board: dtc writes no deletions into an overlay, so that what the base has stays. ` +
    `${instead}, or change the base.`;
  return { id: 'overlay-deletion', severity: 'note', message, span: spanOf(placed), related: [] };
}
