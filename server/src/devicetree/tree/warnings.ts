import { addTo } from '../../text/addTo.ts';
import type { Problem } from '../../text/problem.ts';
import { type DeviceTreeNode, nodePath } from './deviceTree.ts';
import { FORM_CHECKS, MEMORY_FORM, type MemoryForm } from './memoryForm.ts';
import { MergedNode } from './mergedNode.ts';
import type { MergedTree } from './mergedTree.ts';
import { TreeFact } from './treeFact.ts';
import { nodesOf } from './walkedTree.ts';

/** The checks of dtc that hold addresses against cells, in the order of its table. */
const LAYOUT_CHECKS = [
  'reg-format',
  'ranges-format',
  'dma-ranges-format',
  'unit-address-format',
  'avoid-default-addr-size',
] as const;

type Check = (typeof FORM_CHECKS)[number] | (typeof LAYOUT_CHECKS)[number];

/** What a check says of a node or one of its properties. */
interface Warning {
  readonly check: Check;
  readonly node: DeviceTreeNode;
  readonly property: string | undefined;
  readonly message: string;
}

/** A node with the form of its properties, which is looked up once. */
interface Formed {
  readonly node: DeviceTreeNode;
  readonly form: MemoryForm;
}

type Report = (check: Check, node: DeviceTreeNode, property: string | undefined, message: string) => void;

/** `#address-cells` and `#size-cells` where a node does not say (dtc's checks.c, `node_addr_cells`, `node_size_cells`). */
const DEFAULT_ADDRESS_CELLS = 2;
const DEFAULT_SIZE_CELLS = 1;

/**
 * The warnings of dtc's checks (checks.c) that bear on memory: on what says how addresses and sizes are read, and on the
 * strings by which memory and its users are found. The id is the check's name with hyphens.
 *
 * Not made while the tree is, as most boards are read for their tree alone. In an overlay dtc takes its defaults for
 * cells that the overlay does not state; they are the base's, so nothing is said that rests on them.
 */
export const memoryWarnings = ({ root, isPlugin }: MergedTree): readonly Problem[] =>
  (isPlugin ? OF_OVERLAYS : OF_TREES).of(root).map(({ check, node, property, message }) => {
    const stated = property === undefined ? undefined : node.properties.get(property);
    const span = stated?.span ?? (node instanceof MergedNode ? node.position : undefined);
    return { id: check, severity: 'warning', message, span, related: [] };
  });

const IDS: ReadonlySet<string> = new Set([...FORM_CHECKS, ...LAYOUT_CHECKS]);

/** Whether an id is that of a warning that `memoryWarnings` may give. */
export const isMemoryWarning = (id: string): boolean => IDS.has(id);

const OF_TREES = warningsOf(false);
const OF_OVERLAYS = warningsOf(true);

function warningsOf(isPlugin: boolean): TreeFact<readonly Warning[]> {
  return new TreeFact<readonly Warning[]>(
    (root) => warningsBelow(root, isPlugin),
    (warnings, nodeOf) => warnings.map((warning) => ({ ...warning, node: nodeOf(warning.node) })),
    (before, after) => MEMORY_FORM.isChangedBy(before, after),
  );
}

function warningsBelow(root: DeviceTreeNode, isPlugin: boolean): readonly Warning[] {
  const found = new Map<Check, Warning[]>();
  const report: Report = (check, node, property, text) => {
    const where = property === undefined ? nodePath(node) : `${nodePath(node)}:${property}`;
    const warning = { check, node, property, message: `${where}: ${text}` };
    addTo(found, check, warning);
  };
  // Parents come before their children.
  const parents = new Map<DeviceTreeNode, Formed>();
  for (const node of nodesOf(root)) {
    const form = MEMORY_FORM.of(node);
    for (const { check, property, message } of form.faults) report(check, node, property, message);
    const formed = { node, form };
    if (node.children.size > 0) parents.set(node, formed);
    checkUnitAddress(node, parents, report);
    if (form.reg === undefined && form.ranges === undefined && form.dmaRanges === undefined) continue;
    const parent = node.parent === undefined ? undefined : parents.get(node.parent);
    checkLayout(formed, parent, isPlugin, report);
  }
  const areCellsCells = !found.has('address-cells-is-cell') && !found.has('size-cells-is-cell');
  const checks: readonly Check[] = areCellsCells ? [...FORM_CHECKS, ...LAYOUT_CHECKS] : FORM_CHECKS;
  return checks.flatMap((check) => found.get(check) ?? []);
}

function checkLayout(formed: Formed, parent: Formed | undefined, isPlugin: boolean, report: Report): void {
  if (parent === undefined) checkRoot(formed, report);
  else if (!isPlugin || statesCells(parent)) {
    const { node, form } = formed;
    if (form.reg !== undefined) checkReg(node, form.reg, parent, report);
    if (!isPlugin || statesCells(formed)) {
      if (form.ranges !== undefined) checkRanges(formed, 'ranges', form.ranges, parent, report);
      if (form.dmaRanges !== undefined) checkRanges(formed, 'dma-ranges', form.dmaRanges, parent, report);
    }
    if (form.reg !== undefined || form.ranges !== undefined) checkDefaults(node, parent, report);
  }
}

function checkRoot({ node, form }: Formed, report: Report): void {
  if (form.reg !== undefined) report('reg-format', node, undefined, 'Root node has a "reg" property');
  if (form.ranges !== undefined) report('ranges-format', node, 'ranges', 'Root node has a "ranges" property');
  if (form.dmaRanges !== undefined) {
    report('dma-ranges-format', node, 'dma-ranges', 'Root node has a "dma-ranges" property');
  }
}

const statesCells = ({ form }: Formed): boolean => form.addressCells !== undefined && form.sizeCells !== undefined;
const addressCells = ({ form }: Formed): number => form.addressCells ?? DEFAULT_ADDRESS_CELLS;
const sizeCells = ({ form }: Formed): number => form.sizeCells ?? DEFAULT_SIZE_CELLS;

/** Whether a length is a multiple of that many cells; of no cells only nothing is. */
const isMultiple = (length: number, cells: number): boolean =>
  cells === 0 ? length === 0 : length % (cells * 4) === 0;

function checkReg(node: DeviceTreeNode, length: number, parent: Formed, report: Report): void {
  if (length === 0) report('reg-format', node, 'reg', 'property is empty');
  const address = addressCells(parent);
  const size = sizeCells(parent);
  if (isMultiple(length, address + size)) return;
  const cells = `(#address-cells == ${address}, #size-cells == ${size})`;
  report('reg-format', node, 'reg', `property has invalid length (${length} bytes) ${cells}`);
}

function checkRanges(
  formed: Formed,
  name: 'ranges' | 'dma-ranges',
  length: number,
  parent: Formed,
  report: Report,
): void {
  const { node } = formed;
  const check = `${name}-format` as const;
  const address = addressCells(formed);
  const size = sizeCells(formed);
  const parentAddress = addressCells(parent);
  const parentSize = sizeCells(parent);
  if (length === 0) {
    const differs = (what: string, own: number, its: number): void => {
      if (own === its) return;
      const but = `its ${what} (${own}) differs from ${nodePath(parent.node)} (${its})`;
      report(check, node, name, `empty "${name}" property but ${but}`);
    };
    differs('#address-cells', address, parentAddress);
    differs('#size-cells', size, parentSize);
  } else if (!isMultiple(length, parentAddress + address + size)) {
    const cells = `(parent #address-cells == ${parentAddress}, child #address-cells == ${address}, #size-cells == ${size})`;
    report(check, node, name, `"${name}" property has invalid length (${length} bytes) ${cells}`);
  }
}

/** dtc leaves the format of unit addresses on buses that it knows to the checks of those buses. */
function isKnownBus({ node, form }: Formed): boolean {
  const base = node.name.split('@', 1)[0] ?? '';
  return base === 'i2c-bus' || base === 'i2c-arb' || base === 'i2c' || base === 'spi' || form.isKnownBus;
}

function checkUnitAddress(node: DeviceTreeNode, parents: ReadonlyMap<DeviceTreeNode, Formed>, report: Report): void {
  const at = node.name.indexOf('@');
  // Only a unit address that begins so can be at fault.
  if (at < 0 || node.name.charAt(at + 1) !== '0') return;
  const parent = node.parent === undefined ? undefined : parents.get(node.parent);
  if (parent !== undefined && isKnownBus(parent)) return;
  let unit = node.name.slice(at + 1);
  if (unit.startsWith('0x')) {
    report('unit-address-format', node, undefined, 'unit name should not have leading "0x"');
    unit = unit.slice(2);
  }
  if (/^0[0-9a-fA-F]/.test(unit)) {
    report('unit-address-format', node, undefined, 'unit name should not have leading 0s');
  }
}

function checkDefaults(node: DeviceTreeNode, parent: Formed, report: Report): void {
  const check = 'avoid-default-addr-size';
  const { addressCells, sizeCells } = parent.form;
  if (addressCells === undefined) report(check, node, undefined, 'Relying on default #address-cells value');
  if (sizeCells === undefined) report(check, node, undefined, 'Relying on default #size-cells value');
}
