import { bytesAfterEmptyProperty } from '../devicetree/blob/bytesAfterProperty.ts';
import type { DeviceTree, DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { nodeAtPath, nodePath } from '../devicetree/tree/deviceTree.ts';
import { cellsOf } from '../devicetree/tree/readProperty.ts';
import { nodesByPhandle } from '../devicetree/tree/walkedTree.ts';
import type { BootInput, DeviceNode, FlatNode } from '../kernel/input/bootInput.ts';
import type { Profile } from '../kernel/input/profile.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { LIMITS } from '../text/limits.ts';
import { Remembered } from '../text/remembered.ts';
import { translationsOf } from './busWindows.ts';
import { findReservedMemory, memoryNodesOf } from './memoryNodes.ts';

/** A node as the kernel is handed it: names and raw values. */
function flatNode(node: DeviceTreeNode): FlatNode {
  const properties = new Map<string, Uint8Array>();
  for (const property of node.properties.values()) properties.set(property.name, property.value);
  return { name: node.name, path: nodePath(node), properties };
}

/** The nodes above a node, the root first. */
export function busesAbove(node: DeviceTreeNode): FlatNode[] {
  const buses: FlatNode[] = [];
  for (let above = node.parent; above !== undefined; above = above.parent) buses.push(flatNode(above));
  return buses.reverse();
}

/**
 * Every node with `dma-ranges` and the nodes above it, in the DTB's order, until `dmaTranslations` comparisons would be
 * needed to follow their windows up to the root.
 */
function dmaRangesOf(root: DeviceTreeNode): BootInput['dmaRanges'] {
  const flat = new Map<DeviceTreeNode, FlatNode>();
  const flatOnce = (node: DeviceTreeNode): FlatNode => {
    const known = flat.get(node) ?? flatNode(node);
    flat.set(node, known);
    return known;
  };
  const ranges: { node: FlatNode; buses: FlatNode[] }[] = [];
  let translations = 0;
  for (const node of memoryNodesOf(root).withDmaRanges) {
    translations += translationsOf(node);
    if (translations > LIMITS.dmaTranslations.most) break;
    const buses: FlatNode[] = [];
    for (let above = node.parent; above !== undefined; above = above.parent) buses.push(flatOnce(above));
    ranges.push({ node: flatOnce(node), buses: buses.reverse() });
  }
  return ranges;
}

/** Bytes of the longest entry that a kernel can read: 16 cells of an address, 16 of a size. */
const LONGEST_ENTRY = 128;

/** What stands in the blob after each empty `reg` below `/reserved-memory`; looked for only where there is one. */
function afterEmptyReg(tree: DeviceTree, reservedMemory: DeviceTreeNode): ReadonlyMap<string, Uint8Array> {
  const hasEmpty = [...reservedMemory.children.values()].some(
    (child) => child.properties.get('reg')?.value.length === 0,
  );
  return hasEmpty ? bytesAfterEmptyProperty(tree, nodePath(reservedMemory), 'reg', LONGEST_ENTRY) : new Map();
}

/** What a tree hands to every kernel. */
type TreeInput = Omit<BootInput, 'profile'>;

const treeInputs = new Remembered<DeviceTree, TreeInput>();

/** Everything of a tree that the boot of its memory depends on, undecoded, for one profile. */
export function bootInputOf(tree: DeviceTree, profile: Profile): BootInput {
  let input = treeInputs.get(tree);
  if (input === undefined) {
    input = treeInputOf(tree);
    treeInputs.set(tree, input);
  }
  return { profile, ...input };
}

function treeInputOf(tree: DeviceTree): TreeInput {
  const { root } = tree;
  const reservedMemory = findReservedMemory(root);
  const chosen = root.children.get('chosen') ?? root.children.get('chosen@0');
  return {
    root: flatNode(root),
    chosen: chosen === undefined ? undefined : flatNode(chosen),
    memoryNodes: [...root.children.values()].filter((node) => node.properties.has('device_type')).map(flatNode),
    memoryReservations: tree.memoryReservations.map(({ base, size }) => new AddressRange(base, size)),
    reservedMemory:
      reservedMemory === undefined
        ? undefined
        : { node: flatNode(reservedMemory), children: [...reservedMemory.children.values()].map(flatNode) },
    afterEmptyReg: reservedMemory === undefined ? new Map() : afterEmptyReg(tree, reservedMemory),
    dmaRanges: dmaRangesOf(root),
  };
}

/** A device of the tree as the engine needs it; `undefined` where no node stands at the path. */
export function deviceNodeAt(tree: DeviceTree, path: string): DeviceNode | undefined {
  const node = nodeAtPath(tree, path);
  if (node === undefined) return undefined;
  const phandles = nodesByPhandle(tree.root);
  const memoryRegions = cellsOf(node.properties.get('memory-region')).map((phandle) => {
    const target = phandles.get(phandle);
    return target === undefined ? undefined : nodePath(target);
  });
  return { ...flatNode(node), memoryRegions, buses: busesAbove(node) };
}

/** The nodes of some devices by their paths; a device without a path, or whose node is not there, has none. */
export function deviceNodesOf(
  tree: DeviceTree,
  devices: readonly { readonly path: string | undefined }[],
): ReadonlyMap<string, DeviceNode> {
  const nodes = new Map<string, DeviceNode>();
  for (const { path } of devices) {
    const node = path === undefined ? undefined : deviceNodeAt(tree, path);
    if (path !== undefined && node !== undefined) nodes.set(path, node);
  }
  return nodes;
}
