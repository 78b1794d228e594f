import { Remembered } from '../../text/remembered.ts';
import type { PropertyStatement } from '../syntax/items.ts';
import type { DeviceTreeNode } from './deviceTree.ts';
import { MergedNode } from './mergedNode.ts';
import type { TreeEdit } from './treeEdit.ts';

/** Finds the node of a tree that stands where a node stands in the tree that it has succeeded. */
export type NodeFinder = (node: DeviceTreeNode) => DeviceTreeNode;

/** All there are; each is made when its module is loaded. */
const FACTS: { isChangedBy(before: PropertyStatement, after: PropertyStatement): boolean }[] = [];

/**
 * Something that readers find out about a whole finished tree. It is worked out once for a tree and those that succeed
 * it (`succeedingTree.ts`), of which each has it with its own nodes.
 */
export class TreeFact<Fact> {
  private readonly _work: (root: DeviceTreeNode) => Fact;
  private readonly _withNodes: (fact: Fact, nodeOf: NodeFinder) => Fact;
  readonly isChangedBy: (before: PropertyStatement, after: PropertyStatement) => boolean;
  private readonly _known = new Remembered<DeviceTreeNode, { readonly fact: Fact }>();

  /**
   * `work` finds it out, `withNodes` is the same fact about a tree that has succeeded. `isChangedBy` says whether it may
   * become another one by a statement with another value; names, labels, phandles and what refers to what stay.
   */
  constructor(
    work: (root: DeviceTreeNode) => Fact,
    withNodes: (fact: Fact, nodeOf: NodeFinder) => Fact,
    isChangedBy: (before: PropertyStatement, after: PropertyStatement) => boolean = () => false,
  ) {
    this._work = work;
    this._withNodes = withNodes;
    this.isChangedBy = isChangedBy;
    FACTS.push(this);
  }

  /** The fact of the tree below a root. */
  of(root: DeviceTreeNode): Fact {
    let known = this._known.get(root);
    if (known === undefined) {
      const earlier = root instanceof MergedNode ? root.succeeds : undefined;
      const fact =
        earlier === undefined ? this._work(root) : this._withNodes(this.of(earlier), (node) => nodeIn(root, node));
      known = { fact };
      this._known.set(root, known);
    }
    return known.fact;
  }
}

/** The node that stands below a root where a node stands in the tree which that one's has succeeded. */
function nodeIn(root: DeviceTreeNode, node: DeviceTreeNode): DeviceTreeNode {
  if (node.parent === undefined) return root;
  return nodeIn(root, node.parent).children.get(node.name) ?? node;
}

/** Whether an edit may make another fact of one that somebody may ask for. */
export const changesFacts = (edit: TreeEdit): boolean =>
  edit.hasChanged((before, after) => FACTS.some((fact) => fact.isChangedBy(before, after)));
