import { type Analysis, bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { formatRange } from '../../kernel/units/formatBytes.ts';
import type { MemoryMap, RangeEntry, Region } from '../../memory/memoryMap.ts';
import type { Statement } from '../claim.ts';
import { OWN_NODE } from '../evidence.ts';
import { fateOf } from '../fate.ts';
import { messageLines } from '../messageLines.ts';
import { asksForCma, kindOf } from '../regionKind.ts';
import { regSpan } from '../regSpan.ts';
import type { Report, Rule } from '../rule.ts';

/** A region over memory that the DTB reserves without a node. */
export const overlapsMemreserve: Rule = {
  id: 'overlaps-memreserve',
  title: 'A region overlaps a memory reservation',
  severity: 'error',
  evidence: OWN_NODE,
  why:
    'What /memreserve/ names belongs to firmware. A CMA pool over it is accepted, and the page allocator hands its pages ' +
    'out. A no-map region over it is refused by kernels that read the reservations first (before 6.4); where the region ' +
    'holds the whole reservation, the reservation can go. Plain carve-outs over a ' +
    'reservation say the same twice, and are not reported.',
  kernelLog: "OF: reserved mem: Reserved memory: failed to reserve memory for node '…'",
  source: 'drivers/of/fdt.c early_init_fdt_scan_reserved_mem; recorded boots a37h, a37j, e13',
  example: {
    wrong:
      '/memreserve/ 0x60000000 0x100000; / { reserved-memory { pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; }; }; };',
    right:
      '/memreserve/ 0x5ff00000 0x100000; / { reserved-memory { pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; }; }; };',
  },
  *check(analysis) {
    const { memory, boot } = analysis;
    for (const region of memory.regions) {
      if (!region.enabled) continue;
      const refusal = logOf(boot, region.path, 'not-reserved')?.line;
      const isArea = asksForCma(region) && bootedRegion(boot, region.path)?.state === 'cma';
      if (!isArea && !(region.noMap && refusal !== undefined)) continue;
      for (const entry of region.reg) {
        const reservation = memory.reservations.find(({ range }) => range.overlaps(entry.range));
        if (reservation !== undefined) yield reportOf(analysis, region, entry, reservation, isArea, refusal);
      }
    }
  },
};

/** What comes of a reservation under a range of a region that is a CMA area or was refused. */
function reportOf(
  analysis: Analysis,
  region: Region,
  entry: RangeEntry,
  reservation: MemoryMap['reservations'][number],
  isArea: boolean,
  refusal: string | undefined,
): Report {
  const { memory, board } = analysis;
  const span = board.tree.memoryReservations[reservation.index]?.span;
  const { text, claims } = isArea ? handedOut(analysis, region) : fateOf(analysis, region.path);
  const holdsAll = entry.range.contains(reservation.range);
  const isEqual = holdsAll && reservation.range.contains(entry.range);
  // A region that holds all of it protects what the reservation does; a pool hands it out, unless both mean the same.
  const repeats = isEqual || (holdsAll && !isArea);
  return {
    message: messageLines(
      `The ${kindOf(region)} "${region.name}" ${isEqual ? 'repeats' : repeats ? 'contains' : 'overlaps'} a memory reservation.`,
      `The reservation is ${formatRange(reservation.range)}. ${text}.`,
      repeats ? 'Remove the /memreserve/: the region says as much.' : 'Move one of them.',
    ),
    claims,
    span: regSpan(memory, region, entry),
    nodePath: region.path,
    related: span === undefined ? [] : [{ span, message: 'the memory is reserved here' }],
    kernelLog: refusal,
  };
}

function handedOut({ profile }: Analysis, { path }: Region): Statement {
  return {
    text: `Linux ${profile.kernel} hands the reserved pages out with the pool’s`,
    claims: [{ kind: 'area', path }],
  };
}
