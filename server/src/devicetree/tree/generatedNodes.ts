import type { LabelTable } from './labelTable.ts';
import { MergedNode } from './mergedNode.ts';
import { MergedProperty } from './mergedProperty.ts';
import type { PhandleAllocator } from './references.ts';
import { cellBytes, stringBytes } from './valueBytes.ts';

/** All nodes of the tree that are not deleted, parents before children, in the order of the blob. */
export function livingNodes(root: MergedNode): MergedNode[] {
  const nodes: MergedNode[] = [];
  const visit = (node: MergedNode): void => {
    nodes.push(node);
    for (const child of node.children.entriesWithDeleted) if (!child.deleted) visit(child);
  };
  visit(root);
  return nodes;
}

/** The living child of that name, made after the others if there is none. */
function childNamed(parent: MergedNode, name: string): MergedNode {
  const known = parent.children.get(name);
  if (known !== undefined) return known;
  const child = new MergedNode(name, parent);
  parent.appendChild(child);
  return child;
}

type Marker = MergedProperty['markers'][number];

/** Values that grow by one piece a reference: each is put together once, however many there are. */
class GrowingValues {
  private readonly _growing = new Map<MergedProperty, { length: number; pieces: Uint8Array[]; markers: Marker[] }>();

  /** Appends bytes to a property, which is made if the node has none of that name (livetree.c, `append_to_property`). */
  append(node: MergedNode, name: string, bytes: Uint8Array, kind: 'string' | 'uint32'): void {
    node.noteOtherChange();
    const property = node.properties.get(name);
    if (property === undefined) {
      // Most labels are referred to once: their values are whole at once.
      node.appendProperty(new MergedProperty(name, bytes, [{ offset: 0, kind, text: '' }]));
      return;
    }
    let value = this._growing.get(property);
    if (value === undefined) {
      value = { length: property.value.length, pieces: [property.value], markers: [...property.markers] };
      this._growing.set(property, value);
    }
    value.markers.push({ offset: value.length, kind, text: '' });
    value.pieces.push(bytes);
    value.length += bytes.length;
  }

  /** Gives the properties what was appended to them. */
  finish(): void {
    for (const [property, { length, pieces, markers }] of this._growing) {
      property.value = new Uint8Array(length);
      let offset = 0;
      for (const piece of pieces) {
        property.value.set(piece, offset);
        offset += piece.length;
      }
      property.markers = markers;
    }
  }
}

/**
 * Makes `/__symbols__`, a path for every label, and gives each labelled node a phandle (livetree.c,
 * `generate_label_tree`); what `-@` asks for.
 */
export function generateSymbols(root: MergedNode, phandles: PhandleAllocator): void {
  const nodes = livingNodes(root);
  if (!nodes.some((node) => node.labelList !== undefined)) return;
  const symbols = childNamed(root, '__symbols__');
  if (!nodes.includes(symbols)) nodes.push(symbols);
  for (const node of nodes) {
    if (node.labelList === undefined) continue;
    for (const label of node.labelList) {
      if (label.deleted || symbols.properties.get(label.name) !== undefined) continue;
      const path = stringBytes(node.path);
      symbols.appendProperty(new MergedProperty(label.name, path, [{ offset: 0, kind: 'string', text: '' }]));
    }
    phandles.phandleOf(node);
  }
}

/** Where a phandle of another node stands. */
interface Reference {
  readonly node: MergedNode;
  readonly property: MergedProperty;
  readonly offset: number;
}

/**
 * Makes `/__fixups__` and `/__local_fixups__` of an overlay: where references out of it and within it stand
 * (livetree.c, `generate_fixups_tree` and `generate_local_fixups_tree`). `refused` is called with what dtc gives up at.
 */
export function generateFixups(root: MergedNode, labels: LabelTable, refused: (message: string) => void): void {
  const outward: (Reference & { readonly label: string })[] = [];
  const inward: Reference[] = [];
  for (const node of livingNodes(root)) {
    for (const property of node.properties.entriesWithDeleted) {
      if (property.deleted) continue;
      for (const { kind, text, offset } of property.markers) {
        if (kind !== 'phandle') continue;
        if (labels.find(text) === undefined) outward.push({ node, property, label: text, offset });
        else inward.push({ node, property, offset });
      }
    }
  }
  const values = new GrowingValues();
  const refusedPath = appendFixups(root, outward, values);
  if (refusedPath === undefined) appendLocalFixups(root, inward, values);
  else refused(`Can't generate fixup for reference to path &{${refusedPath}}`);
  values.finish();
}

/** Lists references out of a tree by label, up to the first that is by a path: that path, for which dtc has no fixup. */
function appendFixups(
  root: MergedNode,
  outward: readonly (Reference & { readonly label: string })[],
  values: GrowingValues,
): string | undefined {
  if (outward.length === 0) return undefined;
  const fixups = childNamed(root, '__fixups__');
  for (const { node, property, label, offset } of outward) {
    if (label.includes('/')) return label;
    values.append(fixups, label, stringBytes(`${node.path}:${property.name}:${offset}`), 'string');
  }
  return undefined;
}

/** Lists references within a tree, in nodes that mirror those in which they stand. */
function appendLocalFixups(root: MergedNode, inward: readonly Reference[], values: GrowingValues): void {
  if (inward.length === 0) return;
  const local = childNamed(root, '__local_fixups__');
  for (const { node, property, offset } of inward) {
    const names: string[] = [];
    for (let at = node; at.parent !== undefined; at = at.parent) names.push(at.name);
    let mirror = local;
    for (const name of names.reverse()) mirror = childNamed(mirror, name);
    values.append(mirror, property.name, cellBytes(offset), 'uint32');
  }
}
