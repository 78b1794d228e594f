import type { StandIn } from '../devicetree/board.ts';
import type { DeviceTree, DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { cellOf, stringsOf } from '../devicetree/tree/readProperty.ts';
import { CELL_BYTES, compatibleNames } from '../text/cells.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { REGION_COMPATIBLES } from './regionProperties/compatibles.ts';

/** Where the nodes stand whose place in the base is unknown, since the overlay has only their labels. */
export const UNKNOWN_PLACE = '/somewhere-in-the-base';

const RESERVED_MEMORY = '/reserved-memory';
const NODE_NAME = /^[\w,.+?#-]+(?:@[\w,.+?#-]+)?$/;
const LABEL = /^[A-Za-z_]\w*$/;

/** A part of an overlay, and the node of the base that it goes to. */
interface Fragment {
  readonly content: DeviceTreeNode;
  /** A path, a label of the base, or a phandle; `undefined` where it has none of them. */
  readonly target: { readonly path: string } | { readonly label: string } | { readonly phandle: number } | undefined;
}

/**
 * A stand-in for the base of an overlay, as a source, from the overlay's tree before it is applied: it has the nodes
 * that the overlay's fragments go to and the labels that it refers to, and nothing else. The cells of reserved memory
 * are those that the overlay states, or that the lengths of its values show. `isAppended`: the
 * overlay is a text to be appended to the board's, read as `/plugin/`, so that its root is the board's.
 */
export function standInBase({ root }: DeviceTree, isAppended: boolean): StandIn {
  const fragments = fragmentsOf(root);
  if (isAppended) fragments.push({ content: root, target: { path: '/' } });
  const reserved = fragments.flatMap(reservedMemoryIn);
  const cells = statedCells(reserved) ?? cellsByLength(reserved);
  const nodes = new TargetNodes();
  for (const { content, target } of fragments) {
    if (target === undefined) continue;
    if ('path' in target) nodes.at(target.path);
    // A label's node is taken for /reserved-memory where regions are put into it.
    else if ('label' in target && [...content.children.values()].some(isRegion))
      nodes.label(target.label, RESERVED_MEMORY);
    else if ('phandle' in target) nodes.phandle(target.phandle);
  }
  const labels = [...(root.children.get('__fixups__')?.properties.keys() ?? [])];
  for (const label of labels) nodes.label(label);
  const { address, size } = cells ?? { address: 2, size: 2 };
  const counts = `#address-cells = <${address}>; #size-cells = <${size}>;`;
  nodes.at(RESERVED_MEMORY).body = `${counts} ranges;`;
  nodes.root.body = counts;
  return {
    file: new SourceFile('(unknown base)', `/dts-v1/;\n/ ${nodes.root.text()};\n`),
    knowsCells: cells !== undefined,
    labels,
    compatibles: stringsOf(root.properties.get('compatible')),
  };
}

function fragmentsOf(root: DeviceTreeNode): Fragment[] {
  const labels = targetLabels(root);
  const fragments: Fragment[] = [];
  for (const node of root.children.values()) {
    const content = node.children.get('__overlay__');
    if (content === undefined) continue;
    const label = labels.get(node.name);
    const [path] = stringsOf(node.properties.get('target-path'));
    const phandle = cellOf(node, 'target');
    if (label !== undefined) fragments.push({ content, target: { label } });
    else if (phandle !== undefined) fragments.push({ content, target: { phandle } });
    else fragments.push({ content, target: path === undefined ? undefined : { path } });
  }
  return fragments;
}

/** The labels that fragments go to, by the fragment's name: `__fixups__` lists `/fragment@0:target:0` below each. */
function targetLabels(root: DeviceTreeNode): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const property of root.children.get('__fixups__')?.properties.values() ?? []) {
    for (const place of stringsOf(property)) {
      const fragment = /^\/([^/:]+):target:0$/.exec(place)?.[1];
      if (fragment !== undefined) labels.set(fragment, property.name);
    }
  }
  return labels;
}

const POOLS = new Set(REGION_COMPATIBLES.filter(({ isPool }) => isPool).map(({ name }) => name));

function isRegion({ properties }: DeviceTreeNode): boolean {
  if (properties.has('no-map') || properties.has('reusable')) return true;
  return compatibleNames(properties.get('compatible')?.value).some((name) => POOLS.has(name));
}

/** What a fragment writes of `/reserved-memory`. */
function reservedMemoryIn({ content, target }: Fragment): DeviceTreeNode[] {
  if (target === undefined || 'phandle' in target) return [];
  if ('label' in target) return [...content.children.values()].some(isRegion) ? [content] : [];
  const parts = target.path.split('/').filter(Boolean);
  if (parts.length === 0) return [...content.children.values()].filter(({ name }) => name === 'reserved-memory');
  return parts.length === 1 && parts[0] === 'reserved-memory' ? [content] : [];
}

interface Cells {
  readonly address: number;
  readonly size: number;
}

function statedCells(reserved: readonly DeviceTreeNode[]): Cells | undefined {
  for (const node of reserved) {
    const address = cellOf(node, '#address-cells');
    const size = cellOf(node, '#size-cells');
    if (address !== undefined && size !== undefined && isCount(address) && isCount(size)) return { address, size };
  }
  return undefined;
}

const isCount = (cells: number): boolean => cells === 1 || cells === 2;

/** The counts of cells that a base may have, first those with an address as long as a size. */
const COUNTS: readonly Cells[] = [
  { address: 2, size: 2 },
  { address: 1, size: 1 },
  { address: 2, size: 1 },
  { address: 1, size: 2 },
];

/**
 * The cells that the lengths of all `reg` (one entry each, which is all that most drivers take) and `size` agree on, and
 * where they leave a choice those of `alignment` (an address) and `alloc-ranges` too; of what is left, an address of as
 * many cells as a size. `undefined` where nothing shows them.
 */
function cellsByLength(reserved: readonly DeviceTreeNode[]): Cells | undefined {
  const regions = reserved.flatMap(({ children }) => [...children.values()]);
  const lengthsOf = (name: string) => regions.flatMap(({ properties }) => lengthOf(properties.get(name)?.value));
  const regs = lengthsOf('reg');
  const sizes = lengthsOf('size');
  if (regs.length + sizes.length === 0) return undefined;
  const fitting = COUNTS.filter(
    ({ address, size }) => regs.every((cells) => cells === address + size) && sizes.every((cells) => cells === size),
  );
  const narrowed = fitting.filter(
    ({ address, size }) =>
      lengthsOf('alignment').every((cells) => cells === address) &&
      lengthsOf('alloc-ranges').every((cells) => cells % (address + size) === 0),
  );
  const left = narrowed.length > 0 ? narrowed : fitting;
  return left.length === 1 ? left[0] : left.find(({ address, size }) => address === size);
}

/** A value's length in cells. */
function lengthOf(value: Uint8Array | undefined): number[] {
  return value === undefined ? [] : [value.length / CELL_BYTES];
}

/** A node of the stand-in while it is put together. */
class TargetNode {
  readonly labels = new Set<string>();
  readonly children = new Map<string, TargetNode>();
  body = '';

  /** The node's body in braces. Without recursion: a hostile path is thousands of nodes deep. */
  text(): string {
    const parts = [`{ ${this.body}`];
    const open = [this.children.entries()];
    for (let children = open.at(-1); children !== undefined; children = open.at(-1)) {
      const next = children.next();
      if (next.done === true) {
        parts.push(open.length === 1 ? ' }' : ' };');
        open.pop();
        continue;
      }
      const [name, child] = next.value;
      const labels = [...child.labels].map((label) => `${label}: `).join('');
      parts.push(` ${labels}${name} { ${child.body}`);
      open.push(child.children.entries());
    }
    return parts.join('');
  }
}

class TargetNodes {
  readonly root = new TargetNode();
  readonly #labelled = new Set<string>();
  readonly #phandles = new Set<number>();

  /**
   * The node at a path, made as far as it is missing; what cannot be a node's name is passed over, and so is what stands
   * deeper than nodes of a blob may.
   */
  at(path: string): TargetNode {
    let node = this.root;
    const names = path.split('/').filter((part) => NODE_NAME.test(part));
    for (const name of names.slice(0, INPUT_LIMITS.blobDepth)) {
      let child = node.children.get(name);
      if (child === undefined) {
        child = new TargetNode();
        node.children.set(name, child);
      }
      node = child;
    }
    return node;
  }

  label(label: string, path: string = `${UNKNOWN_PLACE}/${label}`): void {
    if (!LABEL.test(label) || this.#labelled.has(label)) return;
    this.#labelled.add(label);
    this.at(path).labels.add(label);
  }

  phandle(phandle: number): void {
    if (phandle === 0 || this.#phandles.has(phandle)) return;
    this.#phandles.add(phandle);
    this.at(`${UNKNOWN_PLACE}/phandle-${phandle}`).body = `phandle = <${phandle}>;`;
  }
}
