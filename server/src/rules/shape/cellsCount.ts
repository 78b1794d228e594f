import { type Analysis, bootedRegion } from '../../analysis.ts';
import type { DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import { cellsOf } from '../../devicetree/tree/readProperty.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { propertiesOf } from '../../memory/regionProperties/regionProperties.ts';
import type { RegionProperty } from '../../memory/regionProperties/regionProperty.ts';
import { type CellCounts, WIDEST_WRITTEN } from '../../text/cells.ts';
import type { Statement } from '../claim.ts';
import { cellsText, isPlainNumbers, replaceSpan } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { fateOf } from '../fate.ts';
import type { Fix } from '../finding.ts';
import type { Report, Rule } from '../rule.ts';

/** How many cells a property is read with: exactly this many, or a multiple of it. */
interface CellsOf {
  readonly name: string;
  readonly count: number;
  readonly multiple: boolean;
}

/** What the cells of the root make of a property of a region; `undefined` where they do not matter. */
function cellsOfProperty({ name, value }: RegionProperty, { address, size }: CellCounts): CellsOf | undefined {
  if (value === 'ranges') return { name, count: address + size, multiple: true };
  if (value === 'address') return { name, count: address, multiple: false };
  return value === 'size' ? { name, count: size, multiple: false } : undefined;
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
    const { memory, boot } = analysis;
    for (const region of memory.regions) {
      if (!region.enabled) continue;
      const isStatic = region.node.properties.has('reg');
      for (const known of propertiesOf('region')) {
        const property = region.node.properties.get(known.name);
        const expected = cellsOfProperty(known, memory.cells);
        // Of a static region the kernel reads reg alone.
        if (property === undefined || expected === undefined || (isStatic && known.scope === 'dynamic')) continue;
        const cells = property.value.length / 4;
        if (expected.multiple ? cells > 0 && cells % expected.count === 0 : cells === expected.count) continue;
        const outcome = bootedRegion(boot, region.path);
        const { text, claims } = consequence(analysis, region.path, expected);
        yield {
          claims,
          ...describe(region, property, expected, memory.cells),
          kernelLog: logOf(boot, region.path, 'invalid-property')?.line,
          severity: outcome === undefined || outcome.state === 'reserved' ? 'warning' : 'error',
          message:
            `${expected.name} of "${region.name}" has ${cellWord(cells)}, but the root's cells make it ` +
            `${expected.multiple ? 'a multiple of ' : ''}${expected.count}. ` +
            `${text}.` +
            advice(property, expected, memory.cells),
        };
      }
    }
  },
};

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

/** The value that was probably meant: the same numbers with the leading cells that are missing. */
function meantCells(property: DeviceTreeProperty, expected: CellsOf, cells: CellCounts): string | undefined {
  const numbers = cellsOf(property);
  if (numbers.length * 4 !== property.value.length || expected.count > WIDEST_WRITTEN) return undefined;
  if (!expected.multiple && numbers.length === 1) return cellsText(BigInt(numbers[0] ?? 0), expected.count);
  // One cell for each number, under a root with two.
  if (expected.multiple && numbers.length === 2 && expected.count > 2) {
    const [base, size] = numbers;
    return `${cellsText(BigInt(base ?? 0), cells.address)} ${cellsText(BigInt(size ?? 0), cells.size)}`;
  }
  return undefined;
}

function advice(property: DeviceTreeProperty, expected: CellsOf, cells: CellCounts): string {
  const meant = meantCells(property, expected, cells);
  return meant === undefined ? ' Write every number with the root’s cells.' : ` Probably <${meant}> is meant.`;
}

function describe(
  region: Region,
  property: DeviceTreeProperty,
  expected: CellsOf,
  cells: CellCounts,
): Omit<Report, 'message'> {
  const span = property.valueSpan(0, property.value.length);
  const meant = meantCells(property, expected, cells);
  const fixes: Fix[] =
    span === undefined || meant === undefined || !isPlainNumbers(span)
      ? []
      : [{ title: `Change it to <${meant}>`, edits: [replaceSpan(span, meant)], preferred: false }];
  return { span: span ?? property.span, nodePath: region.path, fixes };
}
