import type { ValueMarker } from '../syntax/valueMarker.ts';
import type { LabelTable } from './labelTable.ts';
import type { MergedNode } from './mergedNode.ts';
import type { MergedProperty } from './mergedProperty.ts';
import { isPhandle, NO_PHANDLE } from './phandle.ts';
import { stringBytes } from './valueBytes.ts';

/**
 * Gives out phandles as dtc does (livetree.c, `get_node_phandle`): counting up from 1 over what is taken, in the order
 * in which the references are met.
 */
export class PhandleAllocator {
  /** By the phandles that nodes have by themselves. */
  private readonly _owners = new Map<number, MergedNode>();
  /** What was given out is below it. */
  private _next = 1;

  /** The node in the tree that has a phandle by itself. */
  owner(phandle: number): MergedNode | undefined {
    const owner = this._owners.get(phandle);
    return owner === undefined || isDetached(owner) ? undefined : owner;
  }

  /** Notes the phandle that a node's own property gives it. */
  claim(phandle: number, node: MergedNode): void {
    node.phandle = phandle;
    this._owners.set(phandle, node);
  }

  /** A node's phandle; a node without one gets the next free, and a property that holds it after its others. */
  phandleOf(node: MergedNode): number {
    if (isPhandle(node.phandle)) return node.phandle;
    while (this._owners.size > 0 && this.owner(this._next) !== undefined) this._next++;
    node.phandle = this._next++;
    node.addPhandleProperty();
    return node.phandle;
  }
}

function isDetached(node: MergedNode): boolean {
  for (let at: MergedNode | undefined = node; at?.parent !== undefined; at = at.parent) if (at.deleted) return true;
  return false;
}

/**
 * The phandle that a reference in a cell stands for (checks.c, `fixup_phandle_references`); `NO_PHANDLE` where it means
 * no node.
 */
export function resolveReference(reference: string, labels: LabelTable, phandles: PhandleAllocator): number {
  const target = labels.find(reference);
  if (target === undefined) return NO_PHANDLE;
  target.referenced = true;
  return phandles.phandleOf(target);
}

/**
 * Puts the paths of the nodes that a property refers to as strings into its value (checks.c, `fixup_path_references`).
 * Returns the references that mean no node.
 */
export function resolvePaths(property: MergedProperty, labels: LabelTable): readonly ValueMarker[] {
  const missing: ValueMarker[] = [];
  const markers: ValueMarker[] = [];
  const parts: Uint8Array[] = [];
  let taken = 0;
  let grown = 0;
  for (const marker of property.markers) {
    markers.push(grown === 0 ? marker : { ...marker, offset: marker.offset + grown });
    if (marker.kind !== 'path') continue;
    const target = labels.find(marker.text);
    if (target === undefined) {
      missing.push(marker);
      continue;
    }
    target.referenced = true;
    const path = stringBytes(target.path);
    parts.push(property.value.subarray(taken, marker.offset), path);
    taken = marker.offset;
    grown += path.length;
  }
  parts.push(property.value.subarray(taken));
  const value = new Uint8Array(property.value.length + grown);
  let at = 0;
  for (const part of parts) {
    value.set(part, at);
    at += part.length;
  }
  property.value = value;
  property.markers = markers;
  return missing;
}
