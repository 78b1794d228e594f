import { type Analysis, bootedRegion } from '../../analysis.ts';
import { causeText } from '../../kernel/outcome/causeText.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import type { RegionCause } from '../../kernel/outcome/regionCause.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { lazily } from '../../text/lazily.ts';
import { sizeEdit } from '../cellsEdit.ts';
import type { Fix } from '../finding.ts';
import { holderPlaces, holdersIn, holdersText } from '../holders.ts';
import { messageLines } from '../messageLines.ts';
import { granuleOf } from '../placeFixes.ts';
import { cutSentences, loaderNote, mayBeRam, ramOf } from '../ram.ts';
import { kindOf } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';
import { swapFixes } from '../swappedCells.ts';

/** A dynamic region for which the kernel finds no place. */
export const dynamicUnsatisfiable: Rule = {
  id: 'dynamic-unsatisfiable',
  title: 'A dynamic region does not fit anywhere',
  severity: 'error',
  why:
    'A region with size is placed by the kernel: within alloc-ranges, or anywhere, in one free piece of that alignment. ' +
    'Static regions, the kernel and firmware make holes. Where no piece is large enough the region is dropped. The rule ' +
    'makes the kernel’s own search and names who holds what was searched. It warns only where alloc-ranges begin at or ' +
    'above the end of the RAM that the tree states, which the boot loader may know better, and is silent where the tree ' +
    'leaves the size of RAM to firmware.',
  kernelLog: "OF: reserved mem: failed to allocate memory for node '…'",
  source:
    'drivers/of/of_reserved_mem.c __reserved_mem_alloc_size; mm/memblock.c memblock_find_in_range_node; recorded boots d06 to d11',
  example: {
    wrong:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x10000000>; }; reserved-memory { frames { size = <0x20000000>; }; }; };',
    right:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x10000000>; }; reserved-memory { frames { size = <0x4000000>; }; }; };',
  },
  *check(analysis) {
    const { memory, boot, profile, memoryAssumed } = analysis;
    // Where the size of RAM is left to firmware nothing is known of what fits.
    if (memoryAssumed) return;
    for (const region of memory.regions) {
      if (!region.enabled || region.node.properties.has('reg') || region.size === undefined || region.size === 0n)
        continue;
      const outcome = bootedRegion(boot, region.path);
      const log = logOf(boot, region.path, 'not-placed');
      const cause = outcome?.state === 'failed' ? outcome.cause : undefined;
      if (cause === undefined || log === undefined) continue;
      const unknown = region.allocRanges.find(({ range }) => mayBeRam(analysis, range));
      const { size } = region;
      const searched = region.allocRanges.map(({ range }) => range);
      const holders = lazily(() => holdersIn(analysis, searched.length > 0 ? searched : boot.systemMemory));
      yield {
        severity: unknown === undefined ? 'error' : 'warning',
        get message() {
          const ram = ramOf(analysis);
          return messageLines(
            `Linux ${profile.kernel} finds no place for "${region.name}" of ${formatSize(size)}.`,
            `For the ${kindOf(region)} ${causeText(cause)}.` +
              holdersText(holders()) +
              cutSentences(ram, searched.length > 0 ? searched : ram.cuts.map(({ range }) => range)),
            'Make it smaller, or let it be placed elsewhere.',
            unknown === undefined ? undefined : loaderNote(analysis, unknown.range),
          );
        },
        get fixes() {
          return [...swapFixes(analysis, region), ...shrinkToHole(analysis, region, cause)];
        },
        claims: [{ kind: 'not-placed', path: region.path }],
        get related() {
          return holderPlaces(holders());
        },
        span: propertySpan(region.node, 'size'),
        nodePath: region.path,
        kernelLog: log.line,
      };
    }
  },
};

/**
 * The changes that make a dynamic region fit: as large as the largest hole lets it be, and half of that, which leaves the
 * rest to the kernel. None where nothing is left.
 */
function shrinkToHole(analysis: Analysis, region: Region, cause: RegionCause): Fix[] {
  const { memory } = analysis;
  if (cause.kind !== 'no-place' || cause.largestHole === undefined || cause.alignment === 0n) return [];
  const { base, end } = cause.largestHole;
  const start = ((base + cause.alignment - 1n) / cause.alignment) * cause.alignment;
  const granule = granuleOf(analysis, region);
  const parts = [
    { room: end - start, what: 'the largest hole' },
    { room: (end - start) / 2n, what: 'half of the largest hole' },
  ];
  return parts.flatMap(({ room, what }): Fix[] => {
    const size = room - (room % granule);
    if (size <= 0n || size >= cause.size) return [];
    const shrunk = sizeEdit(memory, region, size);
    if (shrunk === undefined) return [];
    return [{ title: `Shrink it to ${formatSize(size)}, ${what}`, edits: shrunk.edits, preferred: false }];
  });
}
