import { defaultAreaText } from '../../kernel/outcome/causeText.ts';
import { logOfEvent } from '../../kernel/outcome/logEntry.ts';
import type { DefaultAreaCause } from '../../kernel/outcome/regionCause.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import { isForeignToDefconfig } from '../assumedConfiguration.ts';
import { defaultAreaPlace, memoryPlace } from '../boardPlace.ts';
import { holderPlaces, holdersIn, holdersText } from '../holders.ts';
import { messageLines } from '../messageLines.ts';
import { cutSentences, ramOf } from '../ram.ts';
import type { Rule } from '../rule.ts';

/** A default CMA area, of the command line or the configuration, for which there is no room. */
export const defaultAreaNotReserved: Rule = {
  id: 'default-area-not-reserved',
  title: 'The default CMA area cannot be reserved',
  severity: 'warning',
  why:
    'Where no linux,cma-default pool makes it, the kernel reserves the default CMA area that cma= or CONFIG_CMA_SIZE_… asks ' +
    'for: in one piece, below what every device reaches. If that is not free there is no default area and no heap of it, ' +
    'the log has one line, and drivers that allocate from it fail later. The rule is silent where the tree leaves the size ' +
    'of RAM to firmware, and of a configuration that nobody named where the defconfig does not run on the board.',
  kernelLog: 'cma: Failed to reserve … MiB',
  source:
    'kernel/dma/contiguous.c dma_contiguous_reserve; mm/cma.c cma_declare_contiguous_nid; recorded boots a11c, a11f, e08',
  example: {
    wrong:
      '/ { chosen { bootargs = "cma=512M"; }; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x10000000>; }; };',
    right:
      '/ { chosen { bootargs = "cma=64M"; }; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x10000000>; }; };',
  },
  *check(analysis) {
    const { boot, profile, memoryAssumed } = analysis;
    const cause = boot.defaultCmaAreaCause;
    // On arm a region may have become the default area afterwards.
    if (cause === undefined || boot.defaultCmaArea !== undefined || memoryAssumed || !boot.booted) return;
    const argument = boot.commandLine.cma;
    if (argument === undefined && isForeignToDefconfig(analysis)) return;
    const ram = ramOf(analysis);
    const asked =
      argument === undefined
        ? 'the configuration (CONFIG_CMA_SIZE_…)'
        : `cma= on the command line (${formatSize(argument.size)})`;
    const holders = cause.kind === 'reserved-before' ? holdersIn(analysis, [cause.range]) : [];
    yield {
      message: messageLines(
        `Linux ${profile.kernel} cannot reserve the default CMA area.`,
        `It is asked for by ${asked}: ${defaultAreaText(cause)}. There is no default area, and no heap of it.` +
          holdersText(holders) +
          cutSentences(
            ram,
            ram.cuts.map(({ range }) => range),
          ),
        adviceFor(cause),
      ),
      claims: [{ kind: 'no-default-area' }],
      related: holderPlaces(holders),
      ...defaultAreaPlace(analysis, memoryPlace(analysis)),
      kernelLog: (logOfEvent(boot, 'default-area-not-reserved') ?? logOfEvent(boot, 'cma-slots-full'))?.line,
    };
  },
};

/** What to do about a default area that could not be reserved. */
function adviceFor(cause: DefaultAreaCause): string {
  switch (cause.kind) {
    case 'reserved-before':
    case 'crosses-lowmem':
      return 'Ask for the area at another place, or for any place: cma= and a size.';
    case 'misaligned':
      return `Ask for it at a multiple of ${formatSize(cause.alignment)}, or for any place: cma= and a size.`;
    case 'cma-slots-full':
      return 'Have fewer reusable pools, or a larger CONFIG_CMA_AREAS.';
    default:
      return 'Ask for less, or free a piece of that size.';
  }
}
