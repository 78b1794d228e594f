import type { Analysis } from '../analysis.ts';
import type { WrittenCell } from '../devicetree/document/typingPlace.ts';
import type { DeviceTree, DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { cellOf } from '../devicetree/tree/readProperty.ts';
import { TreeNodes } from '../devicetree/tree/treeNodes.ts';
import { nodesByPhandle } from '../devicetree/tree/walkedTree.ts';
import type { ValueKind } from '../memory/regionProperties/regionProperty.ts';
import { type CellCounts, cellCountsOf, compatibleNames } from '../text/cells.ts';
import { knownProperty, type NodeRole } from './nodeRole.ts';
import { cellsOfText } from './writtenMacros.ts';

/** What a cell is part of. */
export type CellPart = 'address' | 'bus address' | 'size' | 'reference' | 'argument' | 'number';

/** One cell of an entry. */
export interface CellSlot {
  readonly part: CellPart;
  /** Which cell of the part, from 0, and how many it has. */
  readonly index: number;
  readonly count: number;
  /** What the binding of the target calls it, where that is known. */
  readonly name?: string;
}

/** What a list of cells is made of around a place in it. */
export interface CellLayout {
  /** The cells of the entry that the place is in. */
  readonly slots: readonly CellSlot[];
  /** Which of them is at the place; the number of slots where it is after them. */
  readonly active: number;
  /** Which entry of the property, counted from 0. */
  readonly entry: number;
  /** Whether more entries may follow this one. */
  readonly isList: boolean;
  /** Where the counts are from, for a person: `#clock-cells of gcc`. */
  readonly countedBy: string | undefined;
  /** The cells before the place that belong to its entry, as they are written. */
  readonly written: readonly WrittenCell[];
}

/**
 * The properties of devices that are references with arguments, and what in their target counts these
 * (drivers/of/property.c, and of `of_parse_phandle_with_args` elsewhere).
 */
const ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ['access-controllers', '#access-controller-cells'],
  ['clocks', '#clock-cells'],
  ['assigned-clocks', '#clock-cells'],
  ['assigned-clock-parents', '#clock-cells'],
  ['cooling-device', '#cooling-cells'],
  ['dmas', '#dma-cells'],
  ['hwlocks', '#hwlock-cells'],
  ['interconnects', '#interconnect-cells'],
  ['interrupts-extended', '#interrupt-cells'],
  ['io-backends', '#io-backend-cells'],
  ['io-channels', '#io-channel-cells'],
  ['iommus', '#iommu-cells'],
  ['mboxes', '#mbox-cells'],
  ['msi-parent', '#msi-cells'],
  ['mux-controls', '#mux-control-cells'],
  ['mux-states', '#mux-state-cells'],
  ['nvmem-cells', '#nvmem-cell-cells'],
  ['performance-domains', '#performance-domain-cells'],
  ['phys', '#phy-cells'],
  ['power-domains', '#power-domain-cells'],
  ['pwms', '#pwm-cells'],
  ['resets', '#reset-cells'],
  ['sound-dai', '#sound-dai-cells'],
  ['thermal-sensors', '#thermal-sensor-cells'],
  ['trigger-sources', '#trigger-source-cells'],
]);

/** What counts the arguments of a property's references; `undefined` where it has none. */
export function argumentCells(property: string): string | undefined {
  return ARGUMENTS.get(property) ?? (/(?:^|-)gpios?$/.test(property) ? '#gpio-cells' : undefined);
}

/** References alone: a phandle each. */
const REFERENCES = new RegExp(
  `^(?:${[
    'affinity|backlight|cpu|cpu-idle-states|cpus|domain-idle-states|extcon|interrupt-affinity|interrupt-parent|leds',
    'next-level-cache|operating-points-v2|panel|phy-handle|pinctrl-\\d+|remote-endpoint|required-opps|shmem|target|trip',
    'wakeup-parent|[a-z0-9-]+-supply',
  ].join('|')})$`,
);

/** How a property is read, by its name in a node of this role; `undefined` where nobody here knows it. */
function formOf(role: NodeRole, property: string): ValueKind | undefined {
  const known = knownProperty(role, property)?.value;
  if (known !== undefined) return known;
  if (argumentCells(property) !== undefined) return 'specifiers';
  if (REFERENCES.test(property)) return 'phandles';
  if (property === 'dma-ranges') return 'translations';
  if (/^#[a-z-]+-cells$/.test(property)) return 'cell';
  return /(?:^|,)memory-regions?$/.test(property) ? 'phandles' : undefined;
}

/**
 * What the cell at a place of a property's value is, by the cells written before it. `undefined` where the property is
 * none that is known here, or a macro before the place stands for a number of cells that cannot be counted.
 */
export function cellLayoutAt(
  analysis: Analysis | undefined,
  role: NodeRole,
  property: string,
  before: readonly WrittenCell[],
): CellLayout | undefined {
  const form = formOf(role, property);
  if (form === undefined) return undefined;
  const counts: number[] = [];
  for (const { text } of before) {
    const count = /^(?:\d|\(|&)/.test(text) ? 1 : cellsOfText(analysis, text);
    if (count === undefined) return undefined;
    counts.push(count);
  }
  const entries = new Entries(analysis, role, property, form);
  let slots = entries.slotsFor(undefined);
  let first = 0;
  let taken = 0;
  let entry = 0;
  for (const [index, cell] of before.entries()) {
    if (taken >= slots.length && slots.length > 0 && entries.isList) {
      first = index;
      taken = 0;
      entry++;
    }
    if (taken === 0) {
      // Where an entry does not begin with a reference, nobody knows how many cells it has.
      if (form === 'specifiers' && !cell.text.startsWith('&')) return undefined;
      slots = entries.slotsFor(cell.text);
    }
    taken += counts[index] ?? 1;
  }
  if (taken >= slots.length && entries.isList && before.length > 0 && slots.length > 0) {
    slots = entries.slotsFor(undefined);
    first = before.length;
    entry += Math.max(1, Math.floor(taken / slots.length));
    taken = 0;
  }
  if (slots.length === 0) return undefined;
  const { isList, countedBy } = entries;
  return { slots, active: Math.min(taken, slots.length), entry, isList, countedBy, written: before.slice(first) };
}

const slotsOf = (part: CellPart, count: number): CellSlot[] =>
  // A count that no binding has is a slip, and must not become a list.
  Array.from({ length: Math.min(count, MAXIMUM_CELLS) }, (_, index) => ({ part, index, count }));

const MAXIMUM_CELLS = 16;

/** What the arguments of common controllers are called in their bindings, by what counts them and how many there are. */
const ARGUMENT_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['#gpio-cells 2', ['pin', 'flags']],
  ['#gpio-cells 3', ['bank', 'pin', 'flags']],
  ['#pwm-cells 2', ['channel', 'period']],
  ['#pwm-cells 3', ['channel', 'period', 'flags']],
  ['#interrupt-cells 2', ['number', 'flags']],
]);

/** Those of the GIC (Documentation/devicetree/bindings/interrupt-controller/arm,gic.yaml and arm,gic-v3.yaml). */
const GIC_INTERRUPT = ['type', 'number', 'flags', 'affinity'];

function argumentSlots(counter: string, target: DeviceTreeNode): CellSlot[] {
  const slots = slotsOf('argument', cellOf(target, counter) ?? 0);
  const isGic =
    counter === '#interrupt-cells' &&
    slots.length >= 3 &&
    compatibleNames(target.properties.get('compatible')?.value).some((name) => /\bgic\b/.test(name));
  const names = isGic ? GIC_INTERRUPT : ARGUMENT_NAMES.get(`${counter} ${slots.length}`);
  return slots.map((slot, index) => ({ ...slot, ...(names?.[index] === undefined ? {} : { name: names[index] }) }));
}

/** How the entries of one property are made. */
class Entries {
  readonly #analysis: Analysis | undefined;
  readonly #role: NodeRole;
  readonly #property: string;
  readonly #form: ValueKind;
  readonly isList: boolean;
  countedBy: string | undefined;

  constructor(analysis: Analysis | undefined, role: NodeRole, property: string, form: ValueKind) {
    this.#analysis = analysis;
    this.#role = role;
    this.#property = property;
    this.#form = form;
    this.isList = !['address', 'size', 'cell', 'number64', 'phandle'].includes(form);
  }

  /** The cells of an entry that begins with a cell as it is written; `undefined` for one that is not begun. */
  slotsFor(first: string | undefined): readonly CellSlot[] {
    switch (this.#form) {
      case 'address':
        return slotsOf('address', this.#countsAround().address);
      case 'size':
        return slotsOf('size', this.#countsAround().size);
      case 'ranges':
        return this.#range();
      case 'translations':
        return this.#translation(this.#countsAround());
      case 'phandle':
      case 'phandles':
        return slotsOf('reference', 1);
      case 'specifiers':
        return [...slotsOf('reference', 1), ...this.#argumentsOf(first)];
      case 'interrupts':
        return this.#interrupt();
      case 'number64':
        return slotsOf('number', 2);
      case 'cell':
      case 'cells':
        return slotsOf('number', 1);
      default:
        return [];
    }
  }

  #range(): CellSlot[] {
    const { address, size } = this.#countsAround();
    return [...slotsOf('address', address), ...slotsOf('size', size)];
  }

  /** The cells of addresses and sizes that the node itself is written with. */
  #countsAround(): CellCounts {
    const { holder, node } = this.#role;
    if (holder === 'region' || holder === 'memory' || holder === 'chosen') {
      this.countedBy = "the root's #address-cells and #size-cells";
      return this.#analysis?.memory.cells ?? { address: 2, size: 2 };
    }
    this.countedBy = "the parent's #address-cells and #size-cells";
    return ownCounts(node?.parent);
  }

  #translation(around: CellCounts): CellSlot[] {
    const own = ownCounts(this.#role.node);
    this.countedBy = "the node's and its parent's #address-cells, and its #size-cells";
    return [
      ...slotsOf('bus address', own.address),
      ...slotsOf('address', around.address),
      ...slotsOf('size', own.size),
    ];
  }

  #argumentsOf(reference: string | undefined): CellSlot[] {
    const counter = argumentCells(this.#property);
    if (this.#property === 'iommu-addresses') return this.#iommuAddress(reference);
    if (counter === undefined || this.#analysis === undefined || reference === undefined) return [];
    const target = referred(this.#analysis.board.tree, reference);
    this.countedBy = target === undefined ? undefined : `${counter} of ${target.name}`;
    return target === undefined ? [] : argumentSlots(counter, target);
  }

  /** A bus address and size with the cells of the bus that the device is on (drivers/iommu/of_iommu.c). */
  #iommuAddress(reference: string | undefined): CellSlot[] {
    const tree = this.#analysis?.board.tree;
    const device = tree === undefined || reference === undefined ? undefined : referred(tree, reference);
    if (device === undefined) return [];
    this.countedBy = `#address-cells and #size-cells around ${device.name}`;
    const { address, size } = ownCounts(device.parent);
    return [...slotsOf('bus address', address), ...slotsOf('size', size)];
  }

  #interrupt(): CellSlot[] {
    const parent = this.#analysis === undefined ? undefined : interruptParent(this.#analysis, this.#role.node);
    this.countedBy = parent === undefined ? undefined : `#interrupt-cells of ${parent.name || '/'}`;
    return parent === undefined ? [] : argumentSlots('#interrupt-cells', parent);
  }
}

/** The counts that a node gives for its children. */
export function ownCounts(node: DeviceTreeNode | undefined): CellCounts {
  return cellCountsOf(node?.properties.get('#address-cells')?.value, node?.properties.get('#size-cells')?.value);
}

/** The controller of a node's interrupts: by `interrupt-parent` of the node or of the next one around it that has it. */
function interruptParent(analysis: Analysis, node: DeviceTreeNode | undefined): DeviceTreeNode | undefined {
  for (let at = node; at !== undefined; at = at.parent) {
    const phandle = cellOf(at, 'interrupt-parent');
    if (phandle !== undefined) return nodesByPhandle(analysis.board.tree.root).get(phandle);
    if (at !== node && at.properties.has('#interrupt-cells')) return at;
  }
  return undefined;
}

/** The node that a reference as it is written leads to: `&gcc`, `&{/soc}`. */
function referred(tree: DeviceTree, reference: string): DeviceTreeNode | undefined {
  return TreeNodes.of(tree).meant(reference.replace(/^&\{?|\}$/g, ''));
}
