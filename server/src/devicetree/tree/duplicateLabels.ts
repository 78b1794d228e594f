import type { LabelTable } from './labelTable.ts';
import type { MergedNode } from './mergedNode.ts';
import type { MergedProperty } from './mergedProperty.ts';

/** A label on a property, or at a place in its value. */
interface PropertyLabel {
  readonly label: string;
  readonly node: MergedNode;
  readonly property: MergedProperty;
  readonly inValue: boolean;
}

/**
 * Reports labels that are on two of the nodes, properties and places in values (dtc's `check_duplicate_label`), in the
 * order of the nodes. `report` is given the later bearer's node and what is wrong.
 */
export function checkLabels(
  nodes: readonly MergedNode[],
  labels: LabelTable,
  report: (node: MergedNode, message: string) => void,
): void {
  const byNode = new Map<MergedNode, readonly PropertyLabel[]>();
  for (const node of nodes) {
    const found = propertyLabels(node);
    if (found.length > 0) byNode.set(node, found);
  }
  const suspects = labels.sharedLabels();
  if (byNode.size === 0 && suspects.size === 0) return;
  const firsts = firstBearers(byNode);
  const firstNodes = firstNodesBearing(nodes, (label) => suspects.has(label) || firsts.has(label));
  for (const node of nodes) {
    for (const label of node.labels) {
      const first = suspects.has(label) ? firstNodes.get(label) : undefined;
      if (first === undefined || first === node) continue;
      report(node, `Duplicate label '${label}' on ${node.path} and ${first.path}`);
    }
    for (const other of byNode.get(node) ?? []) {
      const bearer = firstNodes.get(other.label)?.path ?? otherBearer(other, firsts);
      if (bearer !== undefined) report(node, `Duplicate label '${other.label}' on ${placeOf(other)} and ${bearer}`);
    }
  }
}

/**
 * By label the first node in the order of the tree that bears it: what `LabelTable.byLabel` finds for one label at the
 * price of looking at all labels of the bearer, which may have thousands.
 */
function firstNodesBearing(
  nodes: readonly MergedNode[],
  isAskedFor: (label: string) => boolean,
): ReadonlyMap<string, MergedNode> {
  const firsts = new Map<string, MergedNode>();
  for (const node of nodes) {
    for (const label of node.labels) if (isAskedFor(label) && !firsts.has(label)) firsts.set(label, node);
  }
  return firsts;
}

/** The labels on a node's properties and in their values; a plain body has none. */
function propertyLabels(node: MergedNode): readonly PropertyLabel[] {
  if (node.plainBody !== undefined) return [];
  const found: PropertyLabel[] = [];
  for (const property of node.properties.entriesWithDeleted) {
    if (property.deleted) continue;
    if (property.labelList !== undefined) {
      for (const label of property.labels) found.push({ label, node, property, inValue: false });
    }
    if (property.item?.statement.value.labelled !== true) continue;
    for (const { kind, text } of property.markers) {
      if (kind === 'label') found.push({ label: text, node, property, inValue: true });
    }
  }
  return found;
}

/** By label which one of those off nodes dtc finds: the first on a property, else the first in a value. */
function firstBearers(byNode: ReadonlyMap<MergedNode, readonly PropertyLabel[]>): ReadonlyMap<string, PropertyLabel> {
  const firsts = new Map<string, PropertyLabel>();
  for (const others of byNode.values()) {
    for (const other of others) {
      const known = firsts.get(other.label);
      if (known === undefined || (known.inValue && !other.inValue)) firsts.set(other.label, other);
    }
  }
  return firsts;
}

/** Where a label that is on no node is found; `undefined` where that is the place itself. */
function otherBearer(other: PropertyLabel, firsts: ReadonlyMap<string, PropertyLabel>): string | undefined {
  const first = firsts.get(other.label);
  return first === undefined || first === other ? undefined : placeOf(first);
}

function placeOf({ node, property, inValue }: PropertyLabel): string {
  return `${inValue ? 'value of ' : ''}'${property.name}' in ${node.path}`;
}
