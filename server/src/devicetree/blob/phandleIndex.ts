import { isPhandle } from '../tree/phandle.ts';
import type { EditableNode } from './editableTree.ts';

/** The nodes of a tree by their phandles; of those that share one, the first in the order of the blob. */
export class PhandleIndex {
  readonly #root: EditableNode;
  #nodes: Map<number, EditableNode> | undefined;

  constructor(root: EditableNode) {
    this.#root = root;
  }

  /** The node of a phandle; `undefined` for the numbers 0 and 0xffffffff, which no node can have. */
  find(phandle: number): EditableNode | undefined {
    if (!isPhandle(phandle)) return undefined;
    this.#nodes ??= this.#collect();
    return this.#nodes.get(phandle);
  }

  #collect(): Map<number, EditableNode> {
    const nodes = new Map<number, EditableNode>();
    for (const node of this.#root.walk()) if (!nodes.has(node.phandle)) nodes.set(node.phandle, node);
    return nodes;
  }

  /** To be called when a node's phandle has changed. */
  changed(node: EditableNode, before: number): void {
    const { phandle } = node;
    if (phandle === before) return;
    // Which node comes first is not known where two share a phandle.
    if (this.#nodes?.has(phandle) || this.#nodes?.get(before) === node) this.#nodes = undefined;
    this.#nodes?.set(phandle, node);
  }
}
