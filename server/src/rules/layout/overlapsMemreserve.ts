import { bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { formatRange } from '../../kernel/units/formatBytes.ts';
import { fateOf } from '../fate.ts';
import { asksForCma, kindOf } from '../regionKind.ts';
import { regSpan } from '../regSpan.ts';
import type { Rule } from '../rule.ts';

/** A region over memory that the DTB reserves without a node. */
export const overlapsMemreserve: Rule = {
  id: 'overlaps-memreserve',
  title: 'A region overlaps a memory reservation',
  severity: 'error',
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
    const { memory, board, boot, profile } = analysis;
    for (const region of memory.regions) {
      if (!region.enabled) continue;
      const outcome = bootedRegion(boot, region.path);
      const refusal = logOf(boot, region.path, 'not-reserved')?.line;
      for (const entry of region.reg) {
        const reservation = memory.reservations.find(({ range }) => range.overlaps(entry.range));
        if (reservation === undefined) continue;
        const handedOut = asksForCma(region) && outcome?.state === 'cma';
        if (!handedOut && !(region.noMap && refusal !== undefined)) continue;
        const span = board.tree.memoryReservations[reservation.index]?.span;
        // A region that holds all of it protects what the reservation does.
        const repeats = !handedOut && entry.range.contains(reservation.range);
        const relation = !repeats ? 'overlaps' : reservation.range.contains(entry.range) ? 'is' : 'contains';
        const { text, claims } = fateOf(analysis, region.path);
        yield {
          message:
            `The ${kindOf(region)} "${region.name}" ${relation} the memory reservation ${formatRange(reservation.range)}` +
            `${relation === 'is' ? ' (/memreserve/)' : ''}. ` +
            (handedOut ? `Linux ${profile.kernel} hands the reserved pages out with the pool’s. ` : `${text}. `) +
            (repeats ? 'Remove the /memreserve/: the region says as much.' : 'Move one of them.'),
          claims: handedOut ? [{ kind: 'area', path: region.path }] : claims,
          span: regSpan(memory, region, entry),
          nodePath: region.path,
          related: span === undefined ? [] : [{ span, message: 'the memory is reserved here' }],
          kernelLog: refusal,
        };
      }
    }
  },
};
