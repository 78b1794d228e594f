import type { DeviceTree, DeviceTreeNode, DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import { stringsOf } from '../../devicetree/tree/readProperty.ts';
import { nodesOf } from '../../devicetree/tree/walkedTree.ts';
import { addTo } from '../../text/addTo.ts';
import { Remembered } from '../../text/remembered.ts';

/** What the nodes of a tree are and have, by name. */
export interface TreeNames {
  /** A property of each name: the first that has a value. */
  readonly properties: ReadonlyMap<string, DeviceTreeProperty>;
  /** The nodes by the first string of their `compatible`. */
  readonly byCompatible: ReadonlyMap<string, readonly DeviceTreeNode[]>;
}

const known = new Remembered<DeviceTree, TreeNames>();

/** Collected once a tree, at the first question. */
export function namesInTree(tree: DeviceTree): TreeNames {
  let names = known.get(tree);
  if (names === undefined) {
    names = collect(tree);
    known.set(tree, names);
  }
  return names;
}

function collect(tree: DeviceTree): TreeNames {
  const properties = new Map<string, DeviceTreeProperty>();
  const byCompatible = new Map<string, DeviceTreeNode[]>();
  for (const node of nodesOf(tree.root)) {
    if (GENERATED_NODES.has(node.name)) continue;
    for (const property of node.properties.values()) {
      const first = properties.get(property.name);
      if (first === undefined || (first.value.length === 0 && property.value.length > 0))
        properties.set(property.name, property);
    }
    const compatible = stringsOf(node.properties.get('compatible'))[0];
    if (compatible !== undefined) addTo(byCompatible, compatible, node);
  }
  return { properties, byCompatible };
}

/** What dtc makes for overlays: its properties are called like labels. */
const GENERATED_NODES = new Set(['__symbols__', '__fixups__', '__local_fixups__', 'aliases']);

/** At most this many nodes are looked at to learn what another of their kind may have. */
const MAXIMUM_SIBLINGS = 32;

/**
 * The properties of the nodes that are like a node, an example of each: those with its `compatible`, and those beside
 * it whose names differ in the unit address alone.
 */
export function siblingsOf(
  tree: DeviceTree,
  node: DeviceTreeNode | undefined,
): ReadonlyMap<string, DeviceTreeProperty> {
  const properties = new Map<string, DeviceTreeProperty>();
  if (node === undefined) return properties;
  const compatible = stringsOf(node.properties.get('compatible'))[0] ?? '';
  const base = node.name.replace(/@.*$/, '');
  const beside = [...(node.parent?.children.values() ?? [])].filter(({ name }) => name.replace(/@.*$/, '') === base);
  const alike = new Set([...(namesInTree(tree).byCompatible.get(compatible) ?? []), ...beside]);
  let looked = 0;
  for (const other of alike) {
    if (other === node) continue;
    if (++looked > MAXIMUM_SIBLINGS) break;
    for (const property of other.properties.values())
      if (!properties.has(property.name)) properties.set(property.name, property);
  }
  return properties;
}
