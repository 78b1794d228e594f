import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { OWN_NODE_AND_RAM } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import { moveFixes, shrinkFixes } from '../placeFixes.ts';
import { poolBeyondRam } from '../poolBeyondRam.ts';
import { banksFor, edgeText, ramOf } from '../ram.ts';
import { asksForCma, kindOf } from '../regionKind.ts';
import { regSpan } from '../regSpan.ts';
import type { Rule } from '../rule.ts';
import { swapFixes } from '../swappedCells.ts';

/** A region of which a part is RAM and a part is not. */
export const straddlesMemoryEnd: Rule = {
  id: 'straddles-memory-end',
  title: 'A region reaches beyond the end of RAM',
  severity: 'warning',
  mayBeError: true,
  evidence: OWN_NODE_AND_RAM,
  why:
    'Of a region over the end of a bank only the part in RAM is memory. A CMA pool there ends the boot in a panic, or cannot ' +
    'be used beyond the end; of any other region its user gets less than it believes. Usual causes are a board with less ' +
    'RAM than its sibling, mem= on the command line, and a size where the end was written.',
  kernelLog: undefined,
  source: 'mm/cma.c cma_init_reserved_areas; recorded boots a35c, a35f, k11, k11b, w3',
  example: {
    wrong:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { frames@5f000000 { no-map; reg = <0x5f000000 0x2000000>; }; }; };',
    right:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { frames@5f000000 { no-map; reg = <0x5f000000 0x1000000>; }; }; };',
  },
  *check(analysis) {
    const { memory } = analysis;
    const ram = ramOf(analysis);
    for (const region of memory.regions) {
      if (!region.enabled) continue;
      const banks = banksFor(ram, region);
      for (const entry of region.reg) {
        const { range } = entry;
        const bank = banks.find((each) => each.overlaps(range));
        if (bank === undefined || bank.contains(range)) continue;
        const inside = bank.intersection(range);
        const isOverEnd = range.end > bank.end;
        const at = isOverEnd ? bank.end : bank.base;
        const edge = `${isOverEnd ? 'ends' : 'starts'} at ${formatHex(at)}${edgeText(ram, at)}`;
        const pool = asksForCma(region) ? poolBeyondRam(analysis, region, range) : undefined;
        yield {
          severity: pool?.severity ?? 'warning',
          message: messageLines(
            `The ${kindOf(region)} "${region.name}" crosses the ${isOverEnd ? 'end' : 'start'} of RAM.`,
            `It is ${formatRange(range)}, and the bank ${edge}: ${formatSize(inside.size)} of its ` +
              `${formatSize(range.size)} are RAM. ${pool?.text ?? 'Its user finds no memory at the rest.'}`,
            pool?.advice ?? 'Move or shrink it.',
          ),
          get fixes() {
            return [
              ...swapFixes(analysis, region),
              ...(isOverEnd ? shrinkFixes(analysis, region, bank.end, 'the end of RAM') : []),
              ...moveFixes(analysis, region),
            ];
          },
          claims: pool?.claims ?? [],
          span: regSpan(memory, region, entry),
          nodePath: region.path,
        };
      }
    }
  },
};
