import { type Analysis, bootedRegion } from '../../analysis.ts';
import { type DeviceTreeNode, type DeviceTreeProperty, nodePath } from '../../devicetree/tree/deviceTree.ts';
import { stringsOf } from '../../devicetree/tree/readProperty.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { REGION_COMPATIBLES } from '../../memory/regionProperties/compatibles.ts';
import type { ValueKind } from '../../memory/regionProperties/regionProperty.ts';
import { CELL_BYTES, type CellCounts, cellAt, cellsIn, numberAt, rangesIn } from '../../text/cells.ts';
import { ownCounts } from '../cellLayout.ts';
import type { NodeRole } from '../nodeRole.ts';
import { regionSummary } from '../regionFacts.ts';
import { asCode, type Line } from '../richText.ts';
import { fateText } from './regionCard.ts';

/** At most this many entries of a value are written out. */
const MOST_ENTRIES = 8;

/** What a property's value comes to on a board, in a line an entry; none where there is nothing to decode. */
export function decodedValue(
  analysis: Analysis,
  { holder, node }: NodeRole,
  property: DeviceTreeProperty,
  kind: ValueKind,
): Line[] {
  if (node === undefined) return [];
  const { value } = property;
  const counts = countsAround(analysis, holder, node);
  switch (kind) {
    case 'flag':
      return holder === 'region' ? [[fateOf(analysis, node)]] : [];
    case 'ranges':
      return bounded(rangesIn(value, counts), ({ base, size }) => [
        asCode(formatRange(new AddressRange(base, size))),
        `, ${formatSize(size)}`,
      ]);
    case 'size':
      return wholeNumber(value, counts.size, (number) => [`${formatSize(number)} (`, asCode(formatHex(number)), ')']);
    case 'address':
      // The only property of this kind is an alignment.
      return wholeNumber(value, counts.address, (number) => [`a multiple of ${formatSize(number)}`]);
    case 'translations':
      return translations(property, node, counts);
    case 'number64':
      return wholeNumber(value, 2, (number) => [asCode(formatHex(number))]);
    case 'cell':
    case 'cells':
      return property.name.endsWith('-size')
        ? bounded(cellsIn(value), (cell) => [formatSize(BigInt(cell))])
        : bounded(cellsIn(value), (cell) => [`${cell} (`, asCode(formatHex(BigInt(cell))), ')']);
    case 'phandle':
    case 'phandles':
      return references(analysis, node, property);
    case 'string':
    case 'strings':
      return bounded(stringsOf(property), (text) => stringLine(text, property.name, holder));
    case 'specifiers':
    case 'interrupts':
      return [];
  }
}

/** The cells with which a node's own addresses and sizes are read. */
export function countsAround({ memory }: Analysis, holder: NodeRole['holder'], node: DeviceTreeNode): CellCounts {
  if (holder === 'region' || holder === 'memory' || holder === 'chosen') return memory.cells;
  return ownCounts(node.parent);
}

function bounded<Entry>(entries: readonly Entry[], lineOf: (entry: Entry) => Line): Line[] {
  const lines = entries.slice(0, MOST_ENTRIES).map(lineOf);
  return entries.length > lines.length ? [...lines, [`and ${entries.length - lines.length} more`]] : lines;
}

function wholeNumber(value: Uint8Array, count: number, lineOf: (number: bigint) => Line): Line[] {
  return count === 0 || value.length !== count * CELL_BYTES ? [] : [lineOf(numberAt(value, 0, count))];
}

function fateOf(analysis: Analysis, node: DeviceTreeNode): string {
  return `Linux ${analysis.profile.kernel}: ${fateText(analysis, bootedRegion(analysis.boot, nodePath(node)))}`;
}

/** The tuples of `ranges` or `dma-ranges`: an address of the bus, one of the bus above, a size. */
function translations({ value }: DeviceTreeProperty, node: DeviceTreeNode, around: CellCounts): Line[] {
  if (value.length === 0) return [['all addresses, each at itself']];
  const own = ownCounts(node);
  const tuple = CELL_BYTES * (own.address + around.address + own.size);
  if (tuple === 0 || value.length % tuple !== 0) return [];
  const starts = Array.from({ length: value.length / tuple }, (_, index) => index * tuple);
  return bounded(starts, (at) => {
    const bus = numberAt(value, at, own.address);
    const above = numberAt(value, at + CELL_BYTES * own.address, around.address);
    const size = numberAt(value, at + CELL_BYTES * (own.address + around.address), own.size);
    const range = asCode(formatRange(new AddressRange(bus, size)));
    return [range, ' of the bus is ', asCode(formatHex(above)), ` of the bus above, ${formatSize(size)}`];
  });
}

function references({ memory, boot }: Analysis, node: DeviceTreeNode, property: DeviceTreeProperty): Line[] {
  const consumers = memory.consumers.filter((each) => each.node === node && each.property === property);
  return bounded(consumers, ({ target, phandle, name }) => {
    const as = name === undefined ? [] : [' as ', asCode(name)];
    if (target === undefined) return [`phandle ${phandle}, which no node has`, ...as];
    const booted = bootedRegion(boot, nodePath(target));
    return [asCode(target.name), ...as, ...(booted === undefined ? [] : [`: ${regionSummary(boot, booted)}`])];
  });
}

function stringLine(text: string, property: string, holder: NodeRole['holder']): Line {
  if (property !== 'compatible' || holder !== 'region') return [asCode(text)];
  const known = REGION_COMPATIBLES.find(({ name }) => name === text.toLowerCase());
  return known === undefined
    ? [asCode(text), ': no binding of reserved memory has it']
    : [asCode(text), `: ${known.meaning}`];
}

/** The number of cells that a `#…-cells` property says; `undefined` for any other property. */
export function cellCount({ name, value }: DeviceTreeProperty): number | undefined {
  return /^#[a-z-]+-cells$/.test(name) ? cellAt(value, 0) : undefined;
}
