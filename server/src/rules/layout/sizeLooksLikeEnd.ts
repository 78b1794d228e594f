import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { cellsText, isPlainNumbers, replaceSpan } from '../edits.ts';
import { regSizeSpan } from '../regSpan.ts';
import type { Rule } from '../rule.ts';
import { statedMemory } from '../statedMemory.ts';

const PAGE = 4096n;

/** A size that is an address: the end of the region. */
export const sizeLooksLikeEnd: Rule = {
  id: 'size-looks-like-end',
  title: 'The size of a region looks like its end',
  severity: 'warning',
  why:
    'reg takes an address and a size. Where the second number is the end instead, the region is as large as its end is ' +
    'high, and reaches far beyond RAM.',
  kernelLog: undefined,
  source: 'devicetree specification 2.3.6 (reg is address and length)',
  example: {
    wrong:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { frames@52000000 { no-map; reg = <0x52000000 0x53000000>; }; }; };',
    right:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { frames@52000000 { no-map; reg = <0x52000000 0x1000000>; }; }; };',
  },
  *check(analysis) {
    const { memory } = analysis;
    const banks = statedMemory(analysis);
    for (const region of memory.regions) {
      if (!region.enabled) continue;
      for (const entry of region.reg) {
        const { base, size, end } = entry.range;
        const bank = banks.find((each) => each.base <= base && base < each.end);
        // As a size it leaves the bank, as an end it does not.
        if (bank === undefined || end <= bank.end || size <= base || size > bank.end) continue;
        const meant = size - base;
        if (meant % PAGE !== 0n) continue;
        const span = regSizeSpan(memory, region, entry);
        yield {
          message:
            `The size ${formatHex(size)} (${formatSize(size)}) of "${region.name}" looks like its end: from ` +
            `${formatHex(base)} to ${formatHex(size)} are ${formatSize(meant)}, inside of RAM, and as a size it reaches ` +
            `beyond. If the end is meant, write ${formatHex(meant)}.`,
          span,
          nodePath: region.path,
          fixes:
            span !== undefined && isPlainNumbers(span)
              ? [
                  {
                    title: `Change the size to ${formatHex(meant)} (${formatSize(meant)})`,
                    edits: [replaceSpan(span, cellsText(meant, memory.cells.size))],
                    preferred: false,
                  },
                ]
              : [],
        };
      }
    }
  },
};
