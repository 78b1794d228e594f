import { Remembered } from '../../text/remembered.ts';
import type { DeviceTreeNode } from './deviceTree.ts';
import { MergedNode } from './mergedNode.ts';
import type { ChangedNode } from './treeEdit.ts';

/**
 * The tree after an edit of values, beside the one before it: the same nodes with the same names, labels, phandles and
 * references, of which a few have properties with other values.
 */
export class Succession {
  /** All nodes of the tree after the edit, parents before children, in the DTB's order. */
  readonly nodes: readonly MergedNode[];
  readonly changed: readonly ChangedNode[];

  constructor(nodes: readonly MergedNode[], changed: readonly ChangedNode[]) {
    this.nodes = nodes;
    this.changed = changed;
  }

  /** The node that has come in the place of one. */
  of(before: DeviceTreeNode): DeviceTreeNode {
    return (before instanceof MergedNode ? this.nodes[before.ordinal] : undefined) ?? before;
  }

  /** Those that have come in the place of some. */
  all(before: readonly DeviceTreeNode[]): DeviceTreeNode[] {
    return before.map((node) => this.of(node));
  }
}

/** All there are, for trees that succeed others. */
const FACTS: { carryOver(before: DeviceTreeNode, after: DeviceTreeNode, succession: Succession): void }[] = [];

/**
 * Something that readers find out about a whole finished tree. It is worked out once for a tree, by its root, and after
 * an edit of values it is taken over where it still holds.
 */
export class TreeFact<Fact> {
  readonly #work: (root: DeviceTreeNode) => Fact;
  readonly #carry: (fact: Fact, succession: Succession) => Fact | undefined;
  readonly #known = new Remembered<DeviceTreeNode, { readonly fact: Fact }>();

  /** `carry` makes the fact of a succeeding tree of that of the one before; `undefined` where it has to be worked out. */
  constructor(work: (root: DeviceTreeNode) => Fact, carry: (fact: Fact, succession: Succession) => Fact | undefined) {
    this.#work = work;
    this.#carry = carry;
    FACTS.push(this);
  }

  /** The fact of the tree below a root. */
  of(root: DeviceTreeNode): Fact {
    let known = this.#known.get(root);
    if (known === undefined) {
      known = { fact: this.#work(root) };
      this.#known.set(root, known);
    }
    return known.fact;
  }

  /** Takes the fact over from one root to that of the succeeding tree, where it is known and still holds. */
  carryOver(before: DeviceTreeNode, after: DeviceTreeNode, succession: Succession): void {
    const known = this.#known.get(before);
    const fact = known === undefined ? undefined : this.#carry(known.fact, succession);
    if (fact !== undefined) this.#known.set(after, { fact });
  }
}

/** Takes over what is known of the tree below one root to the tree that succeeds it. */
export function carryFactsOver(before: DeviceTreeNode, after: DeviceTreeNode, succession: Succession): void {
  for (const fact of FACTS) fact.carryOver(before, after, succession);
}
