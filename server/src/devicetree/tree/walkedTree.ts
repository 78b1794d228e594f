import { cellAt } from '../../text/cells.ts';
import { Remembered } from '../../text/remembered.ts';
import type { DeviceTreeNode, DeviceTreeProperty } from './deviceTree.ts';
import { MergedNode } from './mergedNode.ts';
import { MergedProperty } from './mergedProperty.ts';
import { cellOf } from './readProperty.ts';
import { type NodeFinder, TreeFact } from './treeFact.ts';

/** Every node below and including `node`, parents before children, in the DTB's order. */
export function nodesBelow(node: DeviceTreeNode): DeviceTreeNode[] {
  const nodes: DeviceTreeNode[] = [];
  const pending = [node];
  const children: DeviceTreeNode[] = [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    nodes.push(next);
    // Most nodes have no children: nothing is made for them.
    if (next.children.size === 0) continue;
    for (const child of next.children.values()) children.push(child);
    for (let child = children.pop(); child !== undefined; child = children.pop()) pending.push(child);
  }
  return nodes;
}

const nodeLists = new Remembered<DeviceTreeNode, readonly DeviceTreeNode[]>();

/** Every node of a finished tree, parents before children, in the DTB's order; the tree is walked once. */
export function nodesOf(root: DeviceTreeNode): readonly DeviceTreeNode[] {
  let nodes = nodeLists.get(root);
  if (nodes === undefined) {
    nodes = nodesBelow(root);
    nodeLists.set(root, nodes);
  }
  return nodes;
}

/** The nodes of a tree by phandle. */
export class NodesByPhandle {
  private readonly _nodes: ReadonlyMap<number, DeviceTreeNode>;
  private readonly _nodeOf: NodeFinder;

  /** `nodeOf` finds the node of the tree for one in the map, which may be an earlier tree's. */
  constructor(nodes: ReadonlyMap<number, DeviceTreeNode>, nodeOf: NodeFinder = (node) => node) {
    this._nodes = nodes;
    this._nodeOf = nodeOf;
  }

  get(phandle: number): DeviceTreeNode | undefined {
    const node = this._nodes.get(phandle);
    return node === undefined ? undefined : this._nodeOf(node);
  }

  /** Those of a tree that has succeeded this one. */
  withNodes(nodeOf: NodeFinder): NodesByPhandle {
    return new NodesByPhandle(this._nodes, nodeOf);
  }
}

const BY_PHANDLE = new TreeFact<NodesByPhandle>(
  (root) => {
    const nodes = new Map<number, DeviceTreeNode>();
    for (const node of nodesOf(root)) {
      const phandle = phandleOf(node);
      if (phandle !== undefined && !nodes.has(phandle)) nodes.set(phandle, node);
    }
    return new NodesByPhandle(nodes);
  },
  (known, nodeOf) => known.withNodes(nodeOf),
);

/**
 * The nodes of a finished tree by phandle, from `phandle` and the older `linux,phandle`; where two claim one, the first.
 */
export const nodesByPhandle = (root: DeviceTreeNode): NodesByPhandle => BY_PHANDLE.of(root);

/**
 * A node's phandle, from `phandle` and the older `linux,phandle`. A plain body has none but the one that dtc adds;
 * nothing is made to find it.
 */
export function phandleOf(node: DeviceTreeNode): number | undefined {
  if (node instanceof MergedNode && node.plainBody !== undefined) return node.addsPhandle ? node.phandle : undefined;
  return cellOf(node, 'phandle') ?? cellOf(node, 'linux,phandle');
}

/**
 * Whether the source of one of a node's properties refers to a node that has one of some phandles; never in a blob, in
 * which a reference looks like any number.
 */
export function refersToOneOf(node: DeviceTreeNode, phandles: ReadonlySet<number>): boolean {
  if (phandles.size === 0) return false;
  if (node instanceof MergedNode && node.plainBody !== undefined) {
    // Asked of every node of a tree: nothing is made for it.
    for (let at = 0; at < node.cells.length; at++) if (phandles.has(node.cells[at] ?? -1)) return true;
    return false;
  }
  for (const property of node.properties.values()) {
    if (!mayRefer(property)) continue;
    for (const { kind, offset } of property.markers) {
      if (kind === 'phandle' && phandles.has(cellAt(property.value, offset) ?? -1)) return true;
    }
  }
  return false;
}

/** Whether the source of a property may have references in its cells; known without a look at the value. */
export function mayRefer(property: DeviceTreeProperty): boolean {
  return property instanceof MergedProperty ? property.hasPhandles : property.markers.length > 0;
}
