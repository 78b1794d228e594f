import { isPhandle } from '../tree/phandle.ts';
import type { EditableNode } from './editableTree.ts';

/** The nodes of a tree by their phandles; of those that share one, the first in the order of the blob. */
export class PhandleIndex {
  private readonly _root: EditableNode;
  private _nodes: Map<number, EditableNode> | undefined;

  constructor(root: EditableNode) {
    this._root = root;
  }

  /** The node of a phandle; `undefined` for the numbers 0 and 0xffffffff, which no node can have. */
  find(phandle: number): EditableNode | undefined {
    if (!isPhandle(phandle)) return undefined;
    this._nodes ??= this._collect();
    return this._nodes.get(phandle);
  }

  private _collect(): Map<number, EditableNode> {
    const nodes = new Map<number, EditableNode>();
    for (const node of this._root.walk()) if (!nodes.has(node.phandle)) nodes.set(node.phandle, node);
    return nodes;
  }

  /** To be called when a node's phandle has changed. */
  changed(node: EditableNode, before: number): void {
    const { phandle } = node;
    if (phandle === before) return;
    // Which node comes first is not known where two share a phandle.
    if (this._nodes?.has(phandle) || this._nodes?.get(before) === node) this._nodes = undefined;
    this._nodes?.set(phandle, node);
  }
}
