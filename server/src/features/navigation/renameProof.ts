import type { Analysis } from '../../analysis.ts';
import { type DeviceTree, type DeviceTreeNode, nodePath } from '../../devicetree/tree/deviceTree.ts';
import { byteString } from '../../text/sourceFile.ts';

/** What renaming a label or a node does to a board. */
export interface RenameOutcome {
  /** What of the board would be another than before, besides the name; absent where nothing is. */
  readonly damage: string | undefined;
  /** The paths of the nodes whose own names change, old and new. */
  readonly nodes: readonly { readonly old: string; readonly new: string }[];
  /** The names of heaps that change, old and new. */
  readonly heaps: readonly { readonly old: string; readonly new: string }[];
}

/** What dtc generates of labels and references: it says nothing that the rest of the tree does not. */
const GENERATED = new Set(['__symbols__', '__fixups__', '__local_fixups__']);

/** Compares a board before and after a label or node was renamed in its files: only names may differ, and paths by them. */
export function renameOutcome(before: Analysis, after: Analysis): RenameOutcome {
  const newError = after.board.problems.find(({ severity }) => severity === 'error');
  const isReadWorse = readingErrors(after) > readingErrors(before);
  const { difference, nodes } = compareTrees(before.board.tree, after.board.tree);
  const damage = isReadWorse && newError !== undefined ? newError.message : difference;
  const renamed = before.boot.heaps.flatMap(({ name }, index) => {
    const now = after.boot.heaps[index]?.name;
    return now === undefined || now === name ? [] : [{ old: name, new: now }];
  });
  return { damage, nodes, heaps: renamed };
}

/** How many errors reading a board has found; what rules find is left out, since the trees are compared. */
const readingErrors = ({ board }: Analysis): number =>
  board.problems.filter(({ severity }) => severity === 'error').length;

/** A node before and after. */
type Pair = readonly [before: DeviceTreeNode, after: DeviceTreeNode];

interface Comparison {
  /** The first node that differs in more than its name; absent where none does. */
  readonly difference?: string;
  readonly nodes: RenameOutcome['nodes'];
}

function compareTrees(before: DeviceTree, after: DeviceTree): Comparison {
  const pairs: Pair[] = [[before.root, after.root]];
  const nodes: { readonly old: string; readonly new: string }[] = [];
  for (const [old, now] of pairs) {
    if (old.name !== now.name) nodes.push({ old: nodePath(old), new: nodePath(now) });
    const children = childrenOf(old);
    const nowChildren = childrenOf(now);
    if (children.length !== nowChildren.length) return { nodes, difference: `${nodePath(old)} would have other nodes` };
    for (const [index, child] of children.entries()) {
      const other = nowChildren[index];
      if (other !== undefined) pairs.push([child, other]);
    }
  }
  const pathAfter = (text: string): string => nodes.reduce((path, node) => path.replaceAll(node.old, node.new), text);
  const changed = pairs.find(([old, now]) => !haveSameProperties(old, now, pathAfter));
  return changed === undefined
    ? { nodes }
    : { nodes, difference: `${nodePath(changed[0])} would have other properties` };
}

function haveSameProperties(old: DeviceTreeNode, now: DeviceTreeNode, pathAfter: (text: string) => string): boolean {
  if (old.properties.size !== now.properties.size) return false;
  const others = now.properties.values();
  for (const { name, value } of old.properties.values()) {
    const other = others.next().value;
    if (other?.name !== name) return false;
    const [text, otherText] = [byteString(value), byteString(other.value)];
    if (text !== otherText && pathAfter(text) !== otherText) return false;
  }
  return true;
}

const childrenOf = (node: DeviceTreeNode): DeviceTreeNode[] =>
  [...node.children.values()].filter(({ name, parent }) => parent?.parent !== undefined || !GENERATED.has(name));
