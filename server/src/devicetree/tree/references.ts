import type { ValueArena } from '../syntax/valueArena.ts';
import type { ValueMarker } from './deviceTree.ts';
import type { LabelTable } from './labelTable.ts';
import type { MergedNode, MergedProperty } from './mergedTree.ts';

/** The greatest value that is no phandle; 0 is none either. */
const NO_PHANDLE = 0xffff_ffff;

/** Whether a cell can be a phandle (dtc.h, `phandle_is_valid`). */
export const isPhandle = (cell: number): boolean => cell !== 0 && cell !== NO_PHANDLE;

function setCell(bytes: Uint8Array, offset: number, cell: number): void {
  bytes[offset] = cell >>> 24;
  bytes[offset + 1] = cell >>> 16;
  bytes[offset + 2] = cell >>> 8;
  bytes[offset + 3] = cell;
}

/** The bytes of one cell. */
export function cellBytes(cell: number): Uint8Array {
  const bytes = new Uint8Array(4);
  setCell(bytes, 0, cell);
  return bytes;
}

/**
 * Gives out phandles as dtc does (livetree.c, `get_node_phandle`): counting up from 1 over what is taken, in the order
 * in which the references are met.
 */
export class PhandleAllocator {
  /** By the phandles that nodes have by themselves. */
  readonly #owners = new Map<number, MergedNode>();
  readonly #make: (name: string, value: Uint8Array, markers: readonly ValueMarker[]) => MergedProperty;
  /** What was given out is below it. */
  #next = 1;

  constructor(make: (name: string, value: Uint8Array, markers: readonly ValueMarker[]) => MergedProperty) {
    this.#make = make;
  }

  /** The node in the tree that has a phandle by itself. */
  owner(phandle: number): MergedNode | undefined {
    const owner = this.#owners.get(phandle);
    return owner === undefined || isDetached(owner) ? undefined : owner;
  }

  /** Notes the phandle that a node's own property gives it. */
  claim(phandle: number, node: MergedNode): void {
    node.phandle = phandle;
    this.#owners.set(phandle, node);
  }

  /** A node's phandle; a node without one gets the next free, and a property that says so behind its others. */
  phandleOf(node: MergedNode): number {
    if (isPhandle(node.phandle)) return node.phandle;
    while (this.#owners.size > 0 && this.owner(this.#next) !== undefined) this.#next++;
    node.phandle = this.#next++;
    if (node.properties.get('phandle') === undefined) {
      node.properties.append(this.#make('phandle', cellBytes(node.phandle), ONE_CELL));
    }
    return node.phandle;
  }
}

const ONE_CELL: readonly ValueMarker[] = [{ offset: 0, kind: 'uint32', text: '' }];

function isDetached(node: MergedNode): boolean {
  for (let at: MergedNode | undefined = node; at?.parent !== undefined; at = at.parent) if (at.deleted) return true;
  return false;
}

/**
 * Writes the phandles of the references in a property's cells into a copy of its value (checks.c,
 * `fixup_phandle_references`). The cells of references that mean no node stay `0xffffffff`; those are returned.
 */
export function resolvePhandles(
  property: MergedProperty,
  labels: LabelTable,
  phandles: PhandleAllocator,
  arena: ValueArena,
): readonly ValueMarker[] | undefined {
  let missing: ValueMarker[] | undefined;
  let value: Uint8Array | undefined;
  for (const marker of property.markers) {
    if (marker.kind !== 'phandle') continue;
    const target = labels.find(marker.text);
    if (target === undefined) {
      missing ??= [];
      missing.push(marker);
      continue;
    }
    value ??= arena.copy(property.value);
    setCell(value, marker.offset, phandles.phandleOf(target));
    target.referenced = true;
  }
  if (value !== undefined) property.value = value;
  return missing;
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

/** The bytes of a string of one character a byte, with its closing NUL. */
export function stringBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length + 1);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
