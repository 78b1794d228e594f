import type { MergedNode } from './mergedNode.ts';

/**
 * The nodes that have ever borne one label, in the order of the tree. dtc takes the first that bears it now (livetree.c,
 * `get_node_by_label`). A reference is answered without looking at all of them: those that were found to bear it no
 * longer are passed until the label is put on one again.
 */
export class SharedLabel {
  private readonly _label: string;
  private readonly _root: MergedNode;
  private readonly _nodes: MergedNode[] = [];
  private readonly _known = new Set<MergedNode>();
  /** None of the nodes before this one bears the label. */
  private _first = 0;

  constructor(label: string, root: MergedNode, nodes: readonly MergedNode[]) {
    this._label = label;
    this._root = root;
    for (const node of nodes) this.add(node);
  }

  /** Notes that the label was put on a node, or once more. */
  add(node: MergedNode): void {
    const place = this._placeOf(node);
    if (!this._known.has(node)) this._nodes.splice(place, 0, node);
    this._known.add(node);
    this._first = Math.min(this._first, place);
  }

  /** The first node in the order of the tree that bears the label now. */
  first(): MergedNode | undefined {
    for (; this._first < this._nodes.length; this._first++) {
      const node = this._nodes[this._first];
      if (node !== undefined && bears(node, this._label, this._root)) return node;
    }
    return undefined;
  }

  /** How many of the nodes come before one. */
  private _placeOf(node: MergedNode): number {
    const own = ordinalsOf(node);
    let low = 0;
    let high = this._nodes.length;
    // A new node is mostly the last one.
    for (let middle = high - 1; low < high; middle = (low + high) >> 1) {
      const other = this._nodes[middle];
      if (other !== undefined && isBefore(ordinalsOf(other), own)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether a node is in the tree and bears a label now. */
export function bears(node: MergedNode, label: string, root: MergedNode): boolean {
  let bearing = false;
  for (const own of node.labelList ?? []) if (own.name === label && !own.deleted) bearing = true;
  if (!bearing) return false;
  let at = node;
  for (; at.parent !== undefined; at = at.parent) if (at.deleted) return false;
  return at === root;
}

/** Where a node and the nodes around it stand among their siblings, from the root on. */
function ordinalsOf(node: MergedNode): readonly number[] {
  const ordinals: number[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) ordinals.push(at.parent.children.ordinal(at));
  return ordinals.reverse();
}

/** Whether the first path of child indices comes before the second in the order of the tree. */
function isBefore(first: readonly number[], second: readonly number[]): boolean {
  for (let depth = 0; depth < first.length; depth++) {
    const difference = (first[depth] ?? 0) - (second[depth] ?? -1);
    if (difference !== 0) return difference < 0;
  }
  return first.length < second.length;
}
