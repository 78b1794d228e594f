import { type Analysis, bootedRegion } from '../../analysis.ts';
import type { DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import { formatHex } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { cellsEdit } from '../cellsEdit.ts';
import { cellsText } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import type { Fix } from '../finding.ts';
import { messageLines } from '../messageLines.ts';
import type { Report, Rule } from '../rule.ts';
import { valueSpan } from '../span.ts';

/** A dynamic region whose alignment the kernel cannot keep. */
export const alignmentNotPowerOfTwo: Rule = {
  id: 'alignment-not-power-of-two',
  title: 'The alignment of a region is no power of two',
  severity: 'warning',
  evidence: OWN_NODE,
  why:
    'The kernel aligns the place of a dynamic region by masking bits off, which keeps an alignment that is a power of two ' +
    'alone. Another one is accepted without a message, and the region lies where the mask happens to lead, which is no ' +
    'multiple of it in most cases. A driver that counts on the alignment then programs a wrong address.',
  kernelLog: undefined,
  source:
    'drivers/of/of_reserved_mem.c __reserved_mem_alloc_size; mm/memblock.c __memblock_find_range_top_down (round_down); ' +
    'recorded boot d10-align-np2',
  example: {
    wrong: 'frames { no-map; size = <0x600000>; alignment = <0x300000>; };',
    right: 'frames { no-map; size = <0x600000>; alignment = <0x400000>; };',
  },
  *check(analysis) {
    for (const region of analysis.memory.regions) {
      const { alignment, enabled, reg } = region;
      // Only what the kernel places has an alignment.
      if (!enabled || reg.length > 0 || alignment === undefined || isPowerOfTwo(alignment)) continue;
      const outcome = bootedRegion(analysis.boot, region.path);
      // A pool that is refused for the place it got is cma-misaligned.
      if (outcome?.range === undefined || outcome.cause?.kind === 'misaligned') continue;
      yield report(analysis, region, alignment, outcome.range.base);
    }
  },
};

/** Zero counts as one: the kernel takes what it always aligns to. */
const isPowerOfTwo = (value: bigint): boolean => (value & (value - 1n)) === 0n;

function report(analysis: Analysis, region: Region, alignment: bigint, base: bigint): Report {
  const { memory, profile } = analysis;
  const cells = memory.cells.address;
  const property = region.node.properties.get('alignment');
  const larger = 1n << BigInt(alignment.toString(2).length);
  const isKept = base % alignment === 0n;
  return {
    severity: isKept ? 'information' : 'warning',
    message: messageLines(
      `The alignment ${formatHex(alignment)} of "${region.name}" is no power of two.`,
      `Linux ${profile.kernel} masks addresses with it as if it were one, and places the region at ${formatHex(base)}, ` +
        (isKept ? 'by chance a multiple of it.' : 'which is no multiple of it.'),
      `Write a power of two, such as ${formatHex(larger)}.`,
    ),
    claims: [{ kind: 'placed', path: region.path, base }],
    span: valueSpan(region.node, property, 0, 4 * cells),
    nodePath: region.path,
    fixes: roundUpFixes(property, larger, cells),
  };
}

function roundUpFixes(property: DeviceTreeProperty | undefined, larger: bigint, cells: number): Fix[] {
  const rounded = cellsEdit(property, 0, 4 * cells, cellsText(larger, cells));
  if (rounded === undefined) return [];
  return [{ title: `Round the alignment up to ${formatHex(larger)}`, edits: rounded.edits, preferred: false }];
}
