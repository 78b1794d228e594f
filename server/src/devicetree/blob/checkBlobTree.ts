import { cellAt, isOneString } from '../../text/cells.ts';
import { LIMITS } from '../../text/limits.ts';
import type { Problem } from '../../text/problem.ts';
import { byteString, type SourceFile } from '../../text/sourceFile.ts';
import { badInNodeName, badInPropertyName } from '../syntax/nameCharacters.ts';
import { nodePath } from '../tree/deviceTree.ts';
import { isPhandle } from '../tree/phandle.ts';
import type { BlobNode } from './blobTree.ts';

/** Reports what is wrong with a node, or with one of its properties. */
type Report = (node: BlobNode, property: string | undefined, message: string) => void;

/** The checks in the order of dtc's table; each is also the id of its problems. */
const CHECKS: readonly (readonly [string, (nodes: readonly BlobNode[], report: Report) => void])[] = [
  ['node-name-chars', checkNodeNames],
  ['node-name-format', checkUnitAddresses],
  ['property-name-chars', checkPropertyNames],
  ['name-is-string', checkNamesAreStrings],
  ['name-properties', checkNameProperties],
  ['explicit-phandles', checkPhandles],
];

/**
 * The checks of dtc that make it refuse a tree and that a blob can fail (the `ERROR` entries of dtc's checks.c;
 * duplicate names are found while reading): characters of names, `name` properties, phandles. As dtc does, it stops at
 * the first check that fails, and drops a `name` property that repeats the node's name.
 */
export function checkBlobTree(file: SourceFile, root: BlobNode): Problem[] {
  const nodes = nodesInOrder(root);
  const problems: Problem[] = [];
  for (const [id, check] of CHECKS) {
    check(nodes, (node, property, message) => {
      if (problems.length >= LIMITS.blobProblems.most) return;
      const where = property === undefined ? nodePath(node) : `${nodePath(node)}:${property}`;
      const span = { file, start: 0, end: 0 };
      problems.push({ id, severity: 'error', message: `${where}: ${message}`, span, related: [] });
    });
    if (problems.length > 0) return problems;
  }
  return problems;
}

function nodesInOrder(root: BlobNode): BlobNode[] {
  const nodes: BlobNode[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    for (const child of [...node.children.values()].reverse()) waiting.push(child);
  }
  return nodes;
}

function checkNodeNames(nodes: readonly BlobNode[], report: Report): void {
  for (const node of nodes) {
    const bad = badInNodeName(node.name);
    if (bad !== undefined) report(node, undefined, `Bad character '${bad}' in node name`);
  }
}

function checkUnitAddresses(nodes: readonly BlobNode[], report: Report): void {
  for (const node of nodes) {
    if (node.name.indexOf('@') === node.name.lastIndexOf('@')) continue;
    report(node, undefined, "multiple '@' characters in node name");
  }
}

function checkPropertyNames(nodes: readonly BlobNode[], report: Report): void {
  for (const node of nodes) {
    for (const name of node.properties.keys()) {
      const bad = badInPropertyName(name);
      if (bad !== undefined) report(node, name, `Bad character '${bad}' in property name`);
    }
  }
}

function checkNamesAreStrings(nodes: readonly BlobNode[], report: Report): void {
  for (const node of nodes) {
    const value = node.properties.get('name')?.value;
    if (value !== undefined && !isOneString(value)) report(node, 'name', 'property is not a string');
  }
}

function checkNameProperties(nodes: readonly BlobNode[], report: Report): void {
  for (const node of nodes) {
    const property = node.properties.get('name');
    if (property === undefined) continue;
    const [baseName] = node.name.split('@', 1);
    const given = byteString(property.value.subarray(0, -1));
    if (given === baseName) node.properties.delete('name');
    else report(node, undefined, `"name" property is incorrect ("${given}" instead of base node name)`);
  }
}

/** The phandle in a property of one cell; `undefined` without the property, and after a complaint about it. */
function phandleIn(node: BlobNode, name: string, report: Report): number | undefined {
  const value = node.properties.get(name)?.value;
  if (value === undefined) return undefined;
  if (value.length !== 4) {
    report(node, name, `bad length (${value.length}) ${name} property`);
    return undefined;
  }
  const phandle = cellAt(value, 0) ?? 0;
  if (isPhandle(phandle)) return phandle;
  report(node, name, `bad value (0x${phandle.toString(16)}) in ${name} property`);
  return undefined;
}

function checkPhandles(nodes: readonly BlobNode[], report: Report): void {
  const owners = new Map<number, BlobNode>();
  for (const node of nodes) {
    const standard = phandleIn(node, 'phandle', report);
    const legacy = phandleIn(node, 'linux,phandle', report);
    if (standard !== undefined && legacy !== undefined && standard !== legacy) {
      report(node, undefined, "mismatching 'phandle' and 'linux,phandle' properties");
    }
    const phandle = standard ?? legacy;
    if (phandle === undefined) continue;
    const owner = owners.get(phandle);
    if (owner === undefined) owners.set(phandle, node);
    else report(node, undefined, `duplicated phandle 0x${phandle.toString(16)} (seen before at ${nodePath(owner)})`);
  }
}
