import { type Analysis, bootedRegion } from '../../analysis.ts';
import type { DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import { cellsOf } from '../../devicetree/tree/readProperty.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import type { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatRange } from '../../kernel/units/formatBytes.ts';
import { type Region, rangeEntries } from '../../memory/memoryMap.ts';
import { propertiesOf } from '../../memory/regionProperties/regionProperties.ts';
import type { RegionProperty } from '../../memory/regionProperties/regionProperty.ts';
import { CELL_BYTES, type CellCounts, numberAt, WIDEST_WRITTEN } from '../../text/cells.ts';
import { cellsEdit } from '../cellsEdit.ts';
import type { Statement } from '../claim.ts';
import { cellsText } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { fateOf } from '../fate.ts';
import type { Fix, SpanEdit } from '../finding.ts';
import { messageLines } from '../messageLines.ts';
import { LAYOUTS, rangeInOtherCells } from '../otherCells.ts';
import { ramOf } from '../ram.ts';
import type { Report, Rule } from '../rule.ts';

/** How many cells a property is read with: exactly this many, or a multiple of it. */
interface CellsOf {
  readonly name: string;
  readonly count: number;
  readonly multiple: boolean;
}

/** The properties of a region that are read with the cells of the root. */
const WITH_CELLS = propertiesOf('region').filter(({ value }) => ['ranges', 'address', 'size'].includes(value));

/** What the cells of the root make of one of them. */
function cellsOfProperty({ name, value }: RegionProperty, { address, size }: CellCounts): CellsOf {
  if (value === 'ranges') return { name, count: address + size, multiple: true };
  return { name, count: value === 'address' ? address : size, multiple: false };
}

/** A number written with another count of cells than the kernel reads it with. */
export const cellsCount: Rule = {
  id: 'cells-count',
  title: 'A property has the wrong number of cells',
  severity: 'error',
  evidence: OWN_NODE,
  why:
    'In /reserved-memory reg and alloc-ranges are read with the root’s cells, size with its #size-cells, and alignment ' +
    'with its #address-cells. With another number of cells the kernel rejects the region; from Linux 6.19 a malformed ' +
    'reg or alloc-ranges counts as absent, so the region is passed over, or placed anywhere.',
  kernelLog: "OF: reserved mem: Reserved memory: invalid reg property in '…', skipping node.",
  source:
    'drivers/of/of_reserved_mem.c __reserved_mem_reserve_reg, __reserved_mem_alloc_size; recorded boots a31, d08b, d10b, e03',
  example: {
    wrong:
      '/ { #address-cells = <2>; #size-cells = <2>; reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; pool { size = <0x10000000>; }; }; };',
    right:
      '/ { #address-cells = <2>; #size-cells = <2>; reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; pool { size = <0x0 0x10000000>; }; }; };',
  },
  *check(analysis) {
    for (const { region, property, expected } of propertiesWithCells(analysis)) {
      const report = reportOf(analysis, region, property, expected);
      if (report !== undefined) yield report;
    }
  },
};

/** A property of a region that the kernel reads with the root's cells. */
interface PropertyWithCells {
  readonly region: Region;
  readonly property: DeviceTreeProperty;
  readonly expected: CellsOf;
}

function* propertiesWithCells({ memory }: Analysis): Iterable<PropertyWithCells> {
  for (const region of memory.regions) {
    if (!region.enabled) continue;
    const isStatic = region.node.properties.has('reg');
    for (const known of WITH_CELLS) {
      // Of a static region the kernel reads reg alone.
      if (isStatic && known.scope === 'dynamic') continue;
      const property = region.node.properties.get(known.name);
      if (property !== undefined) yield { region, property, expected: cellsOfProperty(known, memory.cells) };
    }
  }
}

/**
 * The edits that write with the root's cells what the regions of a board have in other cells. None where nothing is
 * wrong; `undefined` where what is meant is not known of all of it.
 */
export function editsInRootCells(analysis: Analysis): readonly SpanEdit[] | undefined {
  const edits: SpanEdit[] = [];
  for (const { region, property, expected } of propertiesWithCells(analysis)) {
    if (!isInOtherCells(region, property, expected)) continue;
    const meant = meantCells(analysis, property, expected);
    const changed = meant === undefined ? undefined : cellsEdit(property, 0, property.value.length, meant);
    if (changed === undefined) return undefined;
    edits.push(...changed.edits);
  }
  return edits;
}

/** What is wrong with the cells of one property; `undefined` where nothing is. */
function reportOf(
  analysis: Analysis,
  region: Region,
  property: DeviceTreeProperty,
  expected: CellsOf,
): Report | undefined {
  const { name, count, multiple } = expected;
  const { boot } = analysis;
  const cells = property.value.length / CELL_BYTES;
  if (fits(property, expected)) {
    const meant = name === 'reg' ? rangeInOtherCells(region) : undefined;
    return meant === undefined ? undefined : inOtherCells(analysis, region, property, expected, meant);
  }
  const outcome = bootedRegion(boot, region.path);
  const { text, claims } = consequence(analysis, region.path, expected);
  const counted = `${multiple ? 'a multiple of ' : ''}${count}`;
  return {
    claims,
    span: property.valueSpan(0, property.value.length) ?? property.span,
    nodePath: region.path,
    severity: outcome === undefined || outcome.state === 'reserved' ? 'warning' : 'error',
    get message() {
      return messageLines(
        `${name} of "${region.name}" has ${cellWord(cells)} instead of ${counted}.`,
        `The root's cells make it ${counted}. ${text}.`,
        advice(property, expected, analysis),
      );
    },
    get fixes() {
      return fixesOf(property, expected, analysis);
    },
    get kernelLog() {
      return logOf(boot, region.path, 'invalid-property')?.line;
    },
  };
}

/** Whether a property has as many cells as it is read with. */
function fits({ value }: DeviceTreeProperty, { count, multiple }: CellsOf): boolean {
  const cells = value.length / CELL_BYTES;
  return multiple ? cells > 0 && cells % count === 0 : cells === count;
}

const isInOtherCells = (region: Region, property: DeviceTreeProperty, expected: CellsOf): boolean =>
  !fits(property, expected) || (expected.name === 'reg' && rangeInOtherCells(region) !== undefined);

const cellWord = (cells: number): string =>
  Number.isInteger(cells) ? `${cells} cell${cells === 1 ? '' : 's'}` : `${cells * 4} bytes, no whole cells`;

function consequence(analysis: Analysis, path: string, expected: CellsOf): Statement {
  const fate = fateOf(analysis, path);
  const range = bootedRegion(analysis.boot, path)?.range;
  if (expected.name !== 'alloc-ranges' || range === undefined || analysis.boot.stop !== undefined) return fate;
  return {
    text: `Linux ${analysis.profile.kernel} does as if it were absent, and places the region anywhere`,
    claims: fate.claims,
  };
}

/** A reg whose count of cells fits, and that says another place than the name: as it is, and as it is meant. */
function inOtherCells(
  analysis: Analysis,
  region: Region,
  property: DeviceTreeProperty,
  expected: CellsOf,
  meant: AddressRange,
): Report {
  const { address, size } = analysis.memory.cells;
  const { text, claims } = fateOf(analysis, region.path);
  return {
    span: property.valueSpan(0, property.value.length) ?? property.span,
    nodePath: region.path,
    get message() {
      return messageLines(
        `reg of "${region.name}" is written with other cells than the root's.`,
        `With ${address} for an address and ${size} for a size it is ${region.reg.map(({ range }) => formatRange(range)).join(', ')}; ${formatRange(meant)} is meant. ${text}.`,
        advice(property, expected, analysis),
      );
    },
    get fixes() {
      return fixesOf(property, expected, analysis);
    },
    claims,
  };
}

/**
 * The value that was probably meant, with the root's cells: the same numbers read with other counts of cells, where that
 * makes sense with one of them alone.
 */
function meantCells(analysis: Analysis, property: DeviceTreeProperty, expected: CellsOf): string | undefined {
  const { cells } = analysis.memory;
  const numbers = cellsOf(property);
  if (numbers.length * 4 !== property.value.length || expected.count > WIDEST_WRITTEN) return undefined;
  if (!expected.multiple) {
    const value = numberAt(property.value, 0, numbers.length);
    const isMeant = numbers.length > 0 && numbers.length <= 2 && value < 1n << BigInt(32 * expected.count);
    return isMeant ? cellsText(value, expected.count) : undefined;
  }
  const meant = new Set(
    LAYOUTS.flatMap((layout) => {
      const entries = rangeEntries(property, layout).map(({ range }) => range);
      const isWhole = entries.length > 0 && numbers.length === entries.length * (layout.address + layout.size);
      return isWhole && entries.every((range) => makesSense(analysis, range))
        ? [
            entries
              .map(({ base, size }) => `${cellsText(base, cells.address)} ${cellsText(size, cells.size)}`)
              .join(' '),
          ]
        : [];
    }),
  );
  const [only, other] = meant;
  return other === undefined ? only : undefined;
}

/** Whether a range can be one of a region: not empty, in what the root's cells can say, and in RAM where that is known. */
function makesSense(analysis: Analysis, { base, size, end }: AddressRange): boolean {
  const { address, size: sizeCells } = analysis.memory.cells;
  if (size === 0n || base >= 1n << BigInt(32 * address) || size >= 1n << BigInt(32 * sizeCells)) return false;
  const { banks } = ramOf(analysis);
  return banks.length === 0 || banks.some((bank) => bank.base <= base && end <= bank.end);
}

function advice(property: DeviceTreeProperty, expected: CellsOf, analysis: Analysis): string {
  const meant = meantCells(analysis, property, expected);
  return meant === undefined ? 'Write every number with the root’s cells.' : `Probably <${meant}> is meant.`;
}

function fixesOf(property: DeviceTreeProperty, expected: CellsOf, analysis: Analysis): Fix[] {
  const meant = meantCells(analysis, property, expected);
  const changed = meant === undefined ? undefined : cellsEdit(property, 0, property.value.length, meant);
  return changed === undefined ? [] : [{ title: `Change it to <${meant}>`, edits: changed.edits, preferred: false }];
}
