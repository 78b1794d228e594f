import { cellAt, isOneString, isStringList } from '../../text/cells.ts';
import type { Problem } from '../../text/problem.ts';
import { nodePath } from './deviceTree.ts';
import type { MergedNode } from './mergedNode.ts';
import type { MergedProperty } from './mergedProperty.ts';
import type { MergedTree } from './mergedTree.ts';

type Report = (node: MergedNode, property: MergedProperty | undefined, message: string) => void;

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
export function memoryWarnings(tree: MergedTree): readonly Problem[] {
  const problems: Problem[] = [];
  const cellsAreCells = { address: true, size: true };
  const check = (id: string, visit: (node: MergedNode, report: Report) => void): number => {
    const before = problems.length;
    const report: Report = (node, property, message) => {
      const where = property === undefined ? nodePath(node) : `${nodePath(node)}:${property.name}`;
      const span = property?.span ?? node.position;
      problems.push({ id, severity: 'warning', message: `${where}: ${message}`, span, related: [] });
    };
    const open: MergedNode[] = [tree.root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      visit(node, report);
      for (const child of [...node.children.values()].reverse()) open.push(child);
    }
    return problems.length - before;
  };
  cellsAreCells.address = check('address-cells-is-cell', isCell('#address-cells')) === 0;
  cellsAreCells.size = check('size-cells-is-cell', isCell('#size-cells')) === 0;
  check('device-type-is-string', isString('device_type'));
  check('status-is-string', isString('status'));
  check(
    'compatible-is-string-list',
    isStrings((name) => name === 'compatible'),
  );
  check(
    'names-is-string-list',
    isStrings((name) => name.endsWith('-names')),
  );
  if (!cellsAreCells.address || !cellsAreCells.size) return problems;
  const isKnown = (node: MergedNode): boolean => !tree.isPlugin || statesCells(node);
  const withCells = (visit: typeof checkReg, own: boolean): typeof checkReg => {
    return (node, report) => {
      const isJudged = node.parent === undefined || (isKnown(node.parent) && (!own || isKnown(node)));
      if (isJudged) visit(node, report);
    };
  };
  check('reg-format', withCells(checkReg, false));
  check('ranges-format', withCells(checkRanges('ranges'), true));
  check('dma-ranges-format', withCells(checkRanges('dma-ranges'), true));
  check('unit-address-format', checkUnitAddress);
  check('avoid-default-addr-size', withCells(checkDefaults, false));
  return problems;
}

function statesCells(node: MergedNode): boolean {
  return node.properties.has('#address-cells') && node.properties.has('#size-cells');
}

function isCell(name: string) {
  return (node: MergedNode, report: Report): void => {
    const property = node.properties.get(name);
    if (property !== undefined && property.value.length !== 4) report(node, property, 'property is not a single cell');
  };
}

function isString(name: string) {
  return (node: MergedNode, report: Report): void => {
    const property = node.properties.get(name);
    if (property !== undefined && !isOneString(property.value)) report(node, property, 'property is not a string');
  };
}

function isStrings(isMeant: (name: string) => boolean) {
  return (node: MergedNode, report: Report): void => {
    for (const property of node.properties.values()) {
      if (!isMeant(property.name) || isStringList(property.value)) continue;
      report(node, property, 'property is not a string list');
    }
  };
}

function cellsSaid(node: MergedNode, name: string): number | undefined {
  const property = node.properties.get(name);
  return property === undefined ? undefined : (cellAt(property.value, 0) ?? 0);
}

const addressCells = (node: MergedNode): number => cellsSaid(node, '#address-cells') ?? DEFAULT_ADDRESS_CELLS;
const sizeCells = (node: MergedNode): number => cellsSaid(node, '#size-cells') ?? DEFAULT_SIZE_CELLS;

/** Whether a length is a multiple of that many cells; of no cells only nothing is. */
const isMultiple = (length: number, cells: number): boolean =>
  cells === 0 ? length === 0 : length % (cells * 4) === 0;

function checkReg(node: MergedNode, report: Report): void {
  const reg = node.properties.get('reg');
  if (reg === undefined) return;
  if (node.parent === undefined) {
    report(node, undefined, 'Root node has a "reg" property');
    return;
  }
  if (reg.value.length === 0) report(node, reg, 'property is empty');
  const address = addressCells(node.parent);
  const size = sizeCells(node.parent);
  if (isMultiple(reg.value.length, address + size)) return;
  const cells = `(#address-cells == ${address}, #size-cells == ${size})`;
  report(node, reg, `property has invalid length (${reg.value.length} bytes) ${cells}`);
}

function checkRanges(name: string) {
  return (node: MergedNode, report: Report): void => {
    const ranges = node.properties.get(name);
    if (ranges === undefined) return;
    const { parent } = node;
    if (parent === undefined) {
      report(node, ranges, `Root node has a "${name}" property`);
      return;
    }
    const address = addressCells(node);
    const size = sizeCells(node);
    const parentAddress = addressCells(parent);
    const parentSize = sizeCells(parent);
    if (ranges.value.length === 0) {
      const differs = (what: string, own: number, its: number): void => {
        if (own === its) return;
        const but = `its ${what} (${own}) differs from ${nodePath(parent)} (${its})`;
        report(node, ranges, `empty "${name}" property but ${but}`);
      };
      differs('#address-cells', address, parentAddress);
      differs('#size-cells', size, parentSize);
    } else if (!isMultiple(ranges.value.length, parentAddress + address + size)) {
      const cells = `(parent #address-cells == ${parentAddress}, child #address-cells == ${address}, #size-cells == ${size})`;
      report(node, ranges, `"${name}" property has invalid length (${ranges.value.length} bytes) ${cells}`);
    }
  };
}

/** dtc leaves the format of unit addresses on buses that it knows to the checks of those buses. */
function isOnKnownBus(node: MergedNode): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  const base = parent.name.split('@', 1)[0] ?? '';
  if (base === 'i2c-bus' || base === 'i2c-arb' || base === 'i2c' || base === 'spi') return true;
  const text = (name: string): string[] =>
    String.fromCharCode(...(parent.properties.get(name)?.value.subarray(0, 1024) ?? [])).split('\0');
  return text('device_type')[0] === 'pci' || text('compatible').includes('simple-bus');
}

function checkUnitAddress(node: MergedNode, report: Report): void {
  const at = node.name.indexOf('@');
  if (at < 0 || isOnKnownBus(node)) return;
  let unit = node.name.slice(at + 1);
  if (unit.startsWith('0x')) {
    report(node, undefined, 'unit name should not have leading "0x"');
    unit = unit.slice(2);
  }
  if (/^0[0-9a-fA-F]/.test(unit)) report(node, undefined, 'unit name should not have leading 0s');
}

function checkDefaults(node: MergedNode, report: Report): void {
  const { parent } = node;
  if (parent === undefined || (!node.properties.has('reg') && !node.properties.has('ranges'))) return;
  if (cellsSaid(parent, '#address-cells') === undefined) {
    report(node, undefined, 'Relying on default #address-cells value');
  }
  if (cellsSaid(parent, '#size-cells') === undefined) report(node, undefined, 'Relying on default #size-cells value');
}
