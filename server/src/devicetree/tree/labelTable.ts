import type { MergedNode } from './mergedNode.ts';
import { bears, SharedLabel } from './sharedLabel.ts';

/**
 * Which node a label or path means at this moment of the building (livetree.c, `get_node_by_ref`).
 *
 * Labels move with what is deleted and revived, so that a label is kept with all nodes that ever bore it, and looked at
 * when it is asked for. Where two living nodes bear one label, dtc takes the first in the order of the tree.
 */
export class LabelTable {
  private readonly _root: MergedNode;
  private _hasShared = false;
  private _mayBeGone = false;
  private readonly _bearers = new Map<string, MergedNode | SharedLabel>();

  constructor(root: MergedNode) {
    this._root = root;
  }

  add(label: string, node: MergedNode): void {
    const known = this._bearers.get(label);
    if (known === undefined) this._bearers.set(label, node);
    else if (known instanceof SharedLabel) known.add(node);
    else if (known !== node) {
      this._bearers.set(label, new SharedLabel(label, this._root, [known, node]));
      this._hasShared = true;
    }
  }

  /** To be called when something is deleted, or when labels are added that are in no tree. */
  noteDeletion(): void {
    this._mayBeGone = true;
  }

  /** Whether something was deleted, so that nodes with labels may be gone. */
  get hasDeletions(): boolean {
    return this._mayBeGone;
  }

  /** Whether some label was borne by two nodes at some time. */
  get hasShared(): boolean {
    return this._hasShared;
  }

  /** The node that a reference means: a label, a path that begins with `/`, or `label/path`; `undefined` if none. */
  find(reference: string): MergedNode | undefined {
    const slash = reference.indexOf('/');
    if (slash < 0) return this.byLabel(reference);
    // dtc finds the root even where it is deleted (livetree.c, `get_node_by_ref`).
    if (reference === '/') return this._root;
    if (slash === 0) return nodeBelow(this._root, reference);
    const node = this.byLabel(reference.slice(0, slash));
    return node === undefined ? undefined : nodeBelow(node, reference.slice(slash + 1));
  }

  /** The labels that more than one node has borne at some time. */
  sharedLabels(): ReadonlySet<string> {
    const shared = new Set<string>();
    for (const [label, bearers] of this._bearers) if (bearers instanceof SharedLabel) shared.add(label);
    return shared;
  }

  /** The labels that a node in the tree bears. */
  *names(): Iterable<string> {
    for (const label of this._bearers.keys()) if (this.byLabel(label) !== undefined) yield label;
  }

  byLabel(label: string): MergedNode | undefined {
    const bearers = this._bearers.get(label);
    if (bearers instanceof SharedLabel) return bearers.first();
    return bearers === undefined || !this._mayBeGone || bears(bearers, label, this._root) ? bearers : undefined;
  }
}

/** The living node at a path below `from` (livetree.c, `get_node_by_path`): an empty path is the node itself. */
function nodeBelow(from: MergedNode, path: string): MergedNode | undefined {
  let node: MergedNode | undefined = from;
  let at = 0;
  while (node !== undefined) {
    while (at < path.length && path.charCodeAt(at) === 47) at++;
    if (at >= path.length) break;
    const slash = path.indexOf('/', at);
    const name = slash < 0 ? path.slice(at) : path.slice(at, slash);
    node = node.children.get(name);
    if (slash < 0) return node;
    at = slash + 1;
  }
  return node === undefined || node.deleted ? undefined : node;
}
