import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import type { Span } from '../../text/sourceFile.ts';
import { type CellsEdit, rangeEdit, sizeEdit } from '../cellsEdit.ts';
import { OWN_NODE_AND_RAM } from '../evidence.ts';
import type { Fix } from '../finding.ts';
import { messageLines } from '../messageLines.ts';
import { ramOf } from '../ram.ts';
import { regSizeSpan } from '../regSpan.ts';
import type { Report, Rule } from '../rule.ts';
import { valueSpan } from '../span.ts';

const PAGE = 4096n;

/** A size that is an address, the end of the region, or one less than the size. */
export const sizeLooksLikeEnd: Rule = {
  id: 'size-looks-like-end',
  title: 'The size of a region looks like its end, or like its last offset',
  severity: 'warning',
  evidence: OWN_NODE_AND_RAM,
  why:
    'reg takes an address and a size. Where the second number is the end instead, the region is as large as its end is ' +
    'high, and reaches far beyond RAM. A size that is one byte short of whole pages, such as 0x1ffffff, is the last offset ' +
    'in the region: its last page is not protected as a whole.',
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
    const { banks } = ramOf(analysis);
    for (const region of memory.regions) {
      if (!region.enabled) continue;
      for (const entry of region.reg) {
        const { base, size, end } = entry.range;
        if (isLastOffset(size)) {
          const edit = rangeEdit(memory, region, entry, { base, size: size + 1n });
          yield lastOffset(region, size, regSizeSpan(memory, region, entry), edit);
          continue;
        }
        const bank = banks.find((each) => each.base <= base && base < each.end);
        // As a size it leaves the bank, as an end it does not.
        if (bank === undefined || end <= bank.end || size <= base || size > bank.end) continue;
        const meant = size - base;
        if (meant % PAGE !== 0n) continue;
        const span = regSizeSpan(memory, region, entry);
        yield {
          message: messageLines(
            `The size ${formatHex(size)} of "${region.name}" looks like its end.`,
            `From ${formatHex(base)} to ${formatHex(size)} are ${formatSize(meant)}, inside of RAM; as a size it is ` +
              `${formatSize(size)}, and reaches beyond.`,
            `If the end is meant, write ${formatHex(meant)}.`,
          ),
          span,
          nodePath: region.path,
          fixes: changeSize(meant, rangeEdit(memory, region, entry, { base, size: meant })),
        };
      }
      if (region.reg.length > 0 || region.size === undefined || !isLastOffset(region.size)) continue;
      const span = valueSpan(region.node, region.node.properties.get('size'), 0, 4 * memory.cells.size);
      yield lastOffset(region, region.size, span, sizeEdit(memory, region, region.size + 1n));
    }
  },
};

/** Whether one byte more would be whole pages: nobody wants the last page without its last byte. */
function isLastOffset(size: bigint): boolean {
  return size % PAGE === PAGE - 1n;
}

function lastOffset(region: Region, size: bigint, span: Span | undefined, edit: CellsEdit | undefined): Report {
  const meant = size + 1n;
  return {
    message: messageLines(
      `The size ${formatHex(size)} of "${region.name}" is one byte short of ${formatSize(meant)}.`,
      'It looks like the last offset, and a size counts the bytes.',
      `Write ${formatHex(meant)}.`,
    ),
    span,
    nodePath: region.path,
    fixes: changeSize(meant, edit),
  };
}

function changeSize(meant: bigint, edit: CellsEdit | undefined): Fix[] {
  if (edit === undefined) return [];
  const title = `Change the size to ${formatHex(meant)} (${formatSize(meant)})`;
  return [{ title, edits: edit.edits, preferred: false }];
}
