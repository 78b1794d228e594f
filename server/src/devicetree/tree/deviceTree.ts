import type { Problem } from '../../text/problem.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { ValueMarker } from '../syntax/valueMarker.ts';

/** A place in the sources that made, changed or deleted something. */
export interface SourceEvent {
  readonly action: 'set' | 'delete';
  readonly span: Span;
}

export interface DeviceTreeProperty {
  readonly name: string;
  /** The bytes as they stand in the DTB, references resolved. */
  readonly value: Uint8Array;
  readonly markers: readonly ValueMarker[];
  readonly labels: readonly string[];
  /** The statement that set the value which stands; for a blob, and for what dtc itself adds, absent. */
  readonly span: Span | undefined;
  /** The places that set and deleted it, oldest first, the last one being the one that stands. */
  readonly history: readonly SourceEvent[];
  /** Whether its statement, or what it refers to, could not be read whole. Absent in blobs, which have no text. */
  readonly isBroken?: boolean;
  /** The source of the bytes `[start, end)` of the value: a cell, a string, an expression. */
  valueSpan(start: number, end: number): Span | undefined;
}

export interface DeviceTreeNode {
  /** With its unit address; empty for the root. */
  readonly name: string;
  readonly parent: DeviceTreeNode | undefined;
  readonly labels: readonly string[];
  /** By name, in the order of the DTB. */
  readonly properties: ReadonlyMap<string, DeviceTreeProperty>;
  /** By name, in the order of the DTB. */
  readonly children: ReadonlyMap<string, DeviceTreeNode>;
  /** The names (or references) of each place that opened it, oldest first; empty for a blob. */
  readonly declarations: readonly Span[];
  /** Whether something in its bodies, its children aside, could not be read. */
  readonly isBroken?: boolean;
  /** Whether one of its bodies has no end: it is being written. */
  readonly isUnclosed?: boolean;
}

export interface MemoryReservation {
  readonly base: bigint;
  readonly size: bigint;
  readonly span: Span | undefined;
}

/** A whole tree, whatever it was read from. Immutable for its readers. */
export interface DeviceTree {
  readonly root: DeviceTreeNode;
  /** Set where the root itself was deleted (`/delete-node/ &{/};`): dtc writes a blob without nodes. */
  readonly isRootDeleted?: boolean;
  readonly memoryReservations: readonly MemoryReservation[];
  readonly bootCpu: number;
  /** Set for overlays (`/plugin/`). */
  readonly isPlugin: boolean;
  readonly problems: readonly Problem[];
  /** Whether errors leave open which node is in which. */
  readonly isShapeUnknown?: boolean;
}

/** The path of a node from the root, `/` for the root itself. */
export function nodePath(node: DeviceTreeNode): string {
  const names: string[] = [];
  for (let at: DeviceTreeNode | undefined = node; at?.parent !== undefined; at = at.parent) names.push(at.name);
  return `/${names.reverse().join('/')}`;
}

/** The node at an absolute path; `undefined` if a part of it is missing. Names are compared whole. */
export function nodeAtPath(tree: DeviceTree, path: string): DeviceTreeNode | undefined {
  let node: DeviceTreeNode | undefined = tree.root;
  for (const name of path.split('/')) if (name !== '') node = node?.children.get(name);
  return node;
}
