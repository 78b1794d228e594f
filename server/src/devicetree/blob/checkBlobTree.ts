import type { Problem } from '../../text/problem.ts';
import { byteString, type SourceFile } from '../../text/sourceFile.ts';
import { type DeviceTreeProperty, nodePath } from '../tree/deviceTree.ts';
import type { BlobNode } from './blobTree.ts';

const BAD_NODE_CHARACTER = /[^a-zA-Z0-9,._+\-@]/;
const BAD_PROPERTY_CHARACTER = /[^a-zA-Z0-9,._+*#?-]/;

/**
 * The checks of dtc that make it refuse a tree and that a blob can fail (the `ERROR` entries of dtc's checks.c;
 * duplicate names are found while reading): characters of names, `name` properties, phandles.
 *
 * As dtc does, a `name` property that repeats the node's name is dropped. Answers the problems in dtc's order.
 */
export function checkBlobTree(file: SourceFile, root: BlobNode): Problem[] {
  const problems: Problem[] = [];
  const refuse = (id: string, node: BlobNode, property: string | undefined, message: string): void => {
    const where = property === undefined ? nodePath(node) : `${nodePath(node)}:${property}`;
    const span = { file, start: 0, end: 0 };
    problems.push({ id, severity: 'error', message: `${where}: ${message}`, span, related: [] });
  };
  const nodes = nodesInOrder(root);
  for (const node of nodes) checkNodeName(node, refuse);
  checkPropertyNames(nodes, refuse);
  for (const node of nodes) checkNameProperty(node, refuse);
  checkPhandles(nodes, refuse);
  return problems;
}

type Refuse = (id: string, node: BlobNode, property: string | undefined, message: string) => void;

function nodesInOrder(root: BlobNode): BlobNode[] {
  const nodes: BlobNode[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    for (const child of [...node.children.values()].reverse()) waiting.push(child);
  }
  return nodes;
}

function checkNodeName(node: BlobNode, refuse: Refuse): void {
  const bad = BAD_NODE_CHARACTER.exec(node.name);
  if (bad !== null) refuse('bad-node-name', node, undefined, `“${bad[0]}” may not stand in a node's name.`);
  const at = node.name.indexOf('@');
  if (at >= 0 && node.name.includes('@', at + 1)) {
    refuse('bad-node-name', node, undefined, 'More than one “@” stands in the node’s name.');
  }
}

function checkPropertyNames(nodes: readonly BlobNode[], refuse: Refuse): void {
  const good = new Set<string>();
  for (const node of nodes) {
    for (const name of node.properties.keys()) {
      if (good.has(name)) continue;
      const bad = BAD_PROPERTY_CHARACTER.exec(name);
      if (bad === null) good.add(name);
      else refuse('bad-property-name', node, name, `“${bad[0]}” may not stand in a property's name.`);
    }
  }
}

function checkNameProperty(node: BlobNode, refuse: Refuse): void {
  const property = node.properties.get('name');
  if (property === undefined) return;
  const { value } = property;
  if (value.length === 0 || value.indexOf(0) !== value.length - 1) {
    refuse('bad-name-property', node, 'name', 'The property is not a string.');
    return;
  }
  const unit = node.name.indexOf('@');
  const baseName = unit < 0 ? node.name : node.name.slice(0, unit);
  if (byteString(value.subarray(0, -1)) === baseName) node.properties.delete('name');
  else refuse('bad-name-property', node, 'name', `The property does not repeat the node's name “${baseName}”.`);
}

/** The phandle in a property of one cell; `undefined` without the property, and after a complaint about it. */
function phandleOf(node: BlobNode, property: DeviceTreeProperty | undefined, refuse: Refuse): number | undefined {
  if (property === undefined) return undefined;
  const { value } = property;
  if (value.length !== 4) {
    refuse('bad-phandle', node, property.name, `A phandle has 4 bytes, this one has ${value.length}.`);
    return undefined;
  }
  const phandle = new DataView(value.buffer, value.byteOffset, 4).getUint32(0);
  if (phandle === 0 || phandle === 0xffffffff) {
    refuse('bad-phandle', node, property.name, `0x${phandle.toString(16)} is no valid phandle.`);
    return undefined;
  }
  return phandle;
}

function checkPhandles(nodes: readonly BlobNode[], refuse: Refuse): void {
  const owners = new Map<number, BlobNode>();
  for (const node of nodes) {
    const standard = phandleOf(node, node.properties.get('phandle'), refuse);
    const legacy = phandleOf(node, node.properties.get('linux,phandle'), refuse);
    if (standard !== undefined && legacy !== undefined && standard !== legacy) {
      refuse('bad-phandle', node, undefined, 'The properties phandle and linux,phandle differ.');
    }
    const phandle = standard ?? legacy;
    if (phandle === undefined) continue;
    const owner = owners.get(phandle);
    if (owner === undefined) owners.set(phandle, node);
    else
      refuse(
        'duplicate-phandle',
        node,
        undefined,
        `The phandle 0x${phandle.toString(16)} belongs to ${nodePath(owner)} already.`,
      );
  }
}
