import { type Analysis, bootedRegion } from '../../analysis.ts';
import { baseNameOf, unitAddressOf } from '../../devicetree/tree/unitAddress.ts';
import { formatHex } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { OWN_NODE } from '../evidence.ts';
import { heapsOfRegion } from '../heapOf.ts';
import { isRegionName } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import { rangeInOtherCells } from '../otherCells.ts';
import { renameNode } from '../renameNode.ts';
import type { Report, Rule } from '../rule.ts';
import { nodeSpan, valueSpan } from '../span.ts';
import { swapFixes } from '../swappedCells.ts';

/** A node whose name says another address than its `reg`. */
export const unitAddressMismatch: Rule = {
  id: 'unit-address-mismatch',
  title: 'The unit address is not the address of the region',
  severity: 'warning',
  evidence: OWN_NODE,
  why:
    'The kernel places the region by reg and never reads the unit address, but it is part of the name: of every message ' +
    'of the boot, of the region that drivers look up, and from Linux 6.19 of the heap. A wrong one misleads whoever reads ' +
    'it. Renaming the node renames the heap too: programs that open it by the old name must follow. A region with size and ' +
    'no reg has no address at all: the kernel chooses one, whatever the name promises; within alloc-ranges it need not be ' +
    'where they begin. A CMA pool that is named by where they begin is a note only: its place matters to no driver.',
  kernelLog: undefined,
  source: 'devicetree specification 2.2.1.1; drivers/of/of_reserved_mem.c (rmem->name is the whole node name)',
  example: {
    wrong: 'modem@50000000 { no-map; reg = <0x58000000 0x100000>; };',
    right: 'modem@58000000 { no-map; reg = <0x58000000 0x100000>; };',
  },
  *check(analysis) {
    const { memory, board, boot, profile } = analysis;
    const { address, size } = memory.cells;
    for (const region of memory.regions) {
      const [entry] = region.reg;
      const unit = unitAddressOf(region.name);
      if (unit !== undefined && region.enabled && !region.node.properties.has('reg') && region.size !== undefined) {
        const report = placedElsewhere(analysis, region, unit);
        if (report !== undefined) yield report;
      }
      if (entry === undefined || unit === undefined || unit === entry.range.base || entry.range.size === 0n) continue;
      // Then reg is wrong, and `cells-count` says so.
      if (rangeInOtherCells(region) !== undefined) continue;
      const newName = `${baseNameOf(region.name)}@${entry.range.base.toString(16)}`;
      const free = !isRegionName(memory, newName);
      const renamed = free ? renameNode(board, region.node, newName) : undefined;
      const swapped = swapFixes(analysis, region);
      const heap = heapsOfRegion(boot, region.path).find(({ name }) => name === region.name);
      const reg = region.node.properties.get('reg');
      const regSpan = valueSpan(region.node, reg, entry.offset, entry.offset + 4 * (address + size));
      yield {
        message: messageLines(
          `"${region.name}" lies at ${formatHex(entry.range.base)}, not where its name says.`,
          `Linux ${profile.kernel} uses the address in reg, and the name only misleads.`,
          heap === undefined
            ? `Call it "${newName}", or correct reg.`
            : `Its name is a heap's: as "${newName}" it is /dev/dma_heap/${newName}, so check first which programs open ` +
                `/dev/dma_heap/${heap.name}.`,
        ),
        span: nodeSpan(region.node),
        nodePath: region.path,
        related: regSpan === undefined ? [] : [{ span: regSpan, message: 'reg places it here' }],
        fixes: [
          ...swapped,
          ...(renamed === undefined
            ? []
            : // Where the cells are swapped it is reg that is wrong.
              [
                { title: `Rename it to ${newName}`, ...renamed, preferred: heap === undefined && swapped.length === 0 },
              ]),
        ],
      };
    }
  },
};

/** A dynamic region whose name promises an address; `undefined` where the kernel happens to place it there. */
function placedElsewhere(analysis: Analysis, region: Region, unit: bigint): Report | undefined {
  const { node, name, path } = region;
  const { boot, profile, memoryAssumed } = analysis;
  // Where RAM is a guess the place is one.
  const base = memoryAssumed ? undefined : bootedRegion(boot, path)?.range?.base;
  if (base === unit) return undefined;
  // Buffers of such a pool may come from anywhere in it, and the name says where it may begin.
  const misleadsNobody = region.reusable && region.allocRanges.some((window) => window.range.base === unit);
  return {
    ...(misleadsNobody && { severity: 'information' as const }),
    message: messageLines(
      `"${name}" has no reg, so its unit address says nothing.`,
      `Linux ${profile.kernel} ${base === undefined ? 'places the region itself' : `places the region at ${formatHex(base)}`}.`,
      `Give it reg = <…> for a fixed address, or call it "${baseNameOf(name)}".`,
    ),
    claims: base === undefined ? [] : [{ kind: 'placed', path, base }],
    span: nodeSpan(node),
    nodePath: path,
  };
}
