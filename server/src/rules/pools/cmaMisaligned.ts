import { type Analysis, bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { freePlaces } from '../../memory/freePlaces.ts';
import type { RangeEntry, Region } from '../../memory/memoryMap.ts';
import { lazily } from '../../text/lazily.ts';
import { type CellsEdit, rangeEdit, sizeEdit } from '../cellsEdit.ts';
import type { Statement } from '../claim.ts';
import { OWN_NODE } from '../evidence.ts';
import { fateOf, isGivenBack } from '../fate.ts';
import type { Fix, Severity } from '../finding.ts';
import { messageLines } from '../messageLines.ts';
import { moveFixes, seeksPlaces, shrinkFixes } from '../placeFixes.ts';
import { ramOf } from '../ram.ts';
import { asksForCma } from '../regionKind.ts';
import type { Report, Rule } from '../rule.ts';
import { valueSpan } from '../span.ts';

/** A CMA pool whose base or size the kernel cannot hand to the page allocator. */
export const cmaMisaligned: Rule = {
  id: 'cma-misaligned',
  title: 'A CMA pool is not aligned to the kernel’s pageblock',
  severity: 'error',
  evidence: OWN_NODE,
  why:
    'Base and size of a CMA area must be multiples of CMA_MIN_ALIGNMENT_BYTES: a pageblock, 2 MiB on arm64 with 4 KiB ' +
    'pages and huge pages, 4 MiB without them, 32 MiB with 16 KiB pages and 512 MiB with 64 KiB pages by default. Any ' +
    'other region is refused and its memory is given back to the system: whoever believes to own it writes into pages ' +
    'that the kernel has handed out. Of a dynamic region the kernel aligns the base itself, but never the size.',
  kernelLog: 'Reserved memory: incorrect alignment of CMA region',
  source:
    'kernel/dma/contiguous.c rmem_cma_setup; include/linux/cma.h CMA_MIN_ALIGNMENT_BYTES; recorded boots a34*, d04',
  example: {
    wrong: 'pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x100000>; };',
    right: 'pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x200000>; };',
  },
  *check(analysis) {
    // A boot that ends before memory is set up has no granule.
    if (analysis.boot.cmaMinimumAlignment === 0n) return;
    for (const region of analysis.memory.regions) {
      if (!asksForCma(region)) continue;
      const report = region.reg.length > 0 ? checkStatic(analysis, region) : checkDynamic(analysis, region);
      if (report !== undefined) yield report;
    }
  },
};

const roundUp = (value: bigint, granule: bigint): bigint => ((value + granule - 1n) / granule) * granule;

/** What the kernel does about it, for the end of the message, and how bad that is. */
function consequence(analysis: Analysis, { path }: Region): Statement & { readonly severity: Severity } {
  const { boot, profile } = analysis;
  const outcome = bootedRegion(boot, path);
  if (isGivenBack(outcome) && outcome?.cause?.kind === 'misaligned' && !boot.stop?.regions.includes(path)) {
    const refuses = `Linux ${profile.kernel} with ${formatSize(BigInt(boot.pageSize))} pages refuses the pool`;
    const isRam = boot.systemMemory.some((bank) => outcome.range !== undefined && bank.overlaps(outcome.range));
    return {
      text: isRam
        ? `${refuses} and gives its memory back to the system: a device that uses it writes into pages that the kernel has handed out.`
        : `${refuses}, which holds nothing that this kernel uses as RAM.`,
      claims: [{ kind: 'given-back', path }],
      severity: 'error',
    };
  }
  const { text, claims } = fateOf(analysis, path);
  // Where it has not come to that the size is wrong all the same.
  const never = claims.every(({ kind }) => kind === 'not-reserved' || kind === 'kept' || kind === 'stays-mapped');
  return { text: `${text}.`, claims, severity: never ? 'warning' : 'error' };
}

function checkStatic(analysis: Analysis, region: Region): Report | undefined {
  const { boot, memory } = analysis;
  const granule = boot.cmaMinimumAlignment;
  const entry = region.reg[0];
  if (entry === undefined || ((entry.range.base | entry.range.size) & (granule - 1n)) === 0n) return undefined;
  const { base, size } = entry.range;
  const isBaseWrong = base % granule !== 0n;
  const isSizeWrong = size % granule !== 0n;
  const wrong =
    isBaseWrong && isSizeWrong ? 'base and size are no multiples' : `${isBaseWrong ? 'base' : 'size'} is no multiple`;
  const sizeAt = entry.offset + 4 * memory.cells.address;
  const property = region.node.properties.get('reg');
  const { text, claims, severity } = consequence(analysis, region);
  const remedy = lazily(() => (isBaseWrong ? elsewhere(analysis, region, size) : grown(analysis, region, entry)));
  return {
    severity,
    claims,
    get message() {
      return messageLines(
        `"${region.name}" becomes no CMA area: its ${wrong} of ${formatSize(granule)}.`,
        `Its base is ${formatHex(base)}, its size ${formatHex(size)} (${formatSize(size)}). ${text}`,
        remedy().advice,
      );
    },
    span: isSizeWrong
      ? (property?.valueSpan(sizeAt, sizeAt + 4 * memory.cells.size) ?? property?.span)
      : valueSpan(region.node, property, entry.offset, sizeAt),
    nodePath: region.path,
    get fixes() {
      return remedy().fixes;
    },
    kernelLog: logOf(boot, region.path, 'cma-misaligned')?.line,
  };
}

/** What to do, with the numbers only where the change can be made. */
interface Remedy {
  readonly advice: string;
  readonly fixes: readonly Fix[];
}

/** For a pool whose base is wrong: a free place of a whole size. */
function elsewhere(analysis: Analysis, region: Region, size: bigint): Remedy {
  const granule = analysis.boot.cmaMinimumAlignment;
  return {
    advice: `Let its base and its size be multiples of ${formatSize(granule)}.`,
    fixes: moveFixes(analysis, region, roundUp(size, granule)),
  };
}

/** For a pool whose size alone is wrong: more of it where there is room, else less of it. */
function grown(analysis: Analysis, region: Region, entry: RangeEntry): Remedy {
  const { memory, boot } = analysis;
  const granule = boot.cmaMinimumAlignment;
  const { base, size } = entry.range;
  const larger = roundUp(size, granule);
  const enlarged = rangeEdit(memory, region, entry, { base, size: larger });
  const advice = `Make its size a multiple of ${formatSize(granule)}`;
  if (!seeksPlaces(analysis)) return { advice: `${advice}.`, fixes: [] };
  if (!isFree(analysis, region, base, larger) || enlarged === undefined) {
    const end = base + larger - granule;
    return { advice: `${advice}.`, fixes: shrinkFixes(analysis, region, end, formatHex(end)) };
  }
  return {
    advice: `${advice}, such as ${formatHex(larger)} (${formatSize(larger)}).`,
    fixes: [roundedUp(enlarged, larger)],
  };
}

const roundedUp = ({ edits, isPlain }: CellsEdit, size: bigint): Fix => ({
  title: `Round the size up to ${formatSize(size)}`,
  edits,
  preferred: isPlain,
});

function checkDynamic(analysis: Analysis, region: Region): Report | undefined {
  const { boot, memory } = analysis;
  const granule = boot.cmaMinimumAlignment;
  const { size } = region;
  if (size === undefined || size === 0n) return undefined;
  if (size % granule === 0n) return checkPlace(analysis, region);
  const span = valueSpan(region.node, region.node.properties.get('size'), 0, 4 * memory.cells.size);
  const { text, claims, severity } = consequence(analysis, region);
  const remedy = lazily(() => grownDynamic(analysis, region, roundUp(size, granule)));
  return {
    severity,
    claims,
    get message() {
      return messageLines(
        `"${region.name}" becomes no CMA area: its size is no multiple of ${formatSize(granule)}.`,
        `It is ${formatHex(size)} (${formatSize(size)}), and the kernel does not round it up. ${text}`,
        remedy().advice,
      );
    },
    span,
    nodePath: region.path,
    get fixes() {
      return remedy().fixes;
    },
    kernelLog: logOf(boot, region.path, 'cma-misaligned')?.line,
  };
}

/** For a dynamic pool: more of it, where that has a place. */
function grownDynamic(analysis: Analysis, region: Region, size: bigint): Remedy {
  const { allocRanges, path } = region;
  const granule = analysis.boot.cmaMinimumAlignment;
  if (allocRanges.length > 0 && !allocRanges.some(({ range }) => roundUp(range.base, granule) + size <= range.end)) {
    return {
      advice: `Make its size a multiple of ${formatSize(granule)}: alloc-ranges is too small for the next larger one.`,
      fixes: [],
    };
  }
  if (!seeksPlaces(analysis)) return { advice: `Make its size a multiple of ${formatSize(granule)}.`, fixes: [] };
  const within = allocRanges.map(({ range }) => range);
  const { places } = freePlaces(analysis, {
    size,
    alignment: granule,
    moving: path,
    ...(within.length === 0 ? {} : { within }),
  });
  if (places.length === 0) {
    return {
      advice: `Make its size a multiple of ${formatSize(granule)}; the next larger one has no place.`,
      fixes: [],
    };
  }
  const enlarged = sizeEdit(analysis.memory, region, size);
  return {
    advice: `Make it ${formatHex(size)} (${formatSize(size)}).`,
    fixes: enlarged === undefined ? [] : [roundedUp(enlarged, size)],
  };
}

/** A dynamic pool of a good size whose alignment, no power of two, has the kernel place it between two pageblocks. */
function checkPlace(analysis: Analysis, region: Region): Report | undefined {
  const { boot, memory } = analysis;
  const cause = bootedRegion(boot, region.path)?.cause;
  if (cause?.kind !== 'misaligned' || cause.base === undefined) return undefined;
  const { text, claims, severity } = consequence(analysis, region);
  return {
    severity,
    claims,
    message: messageLines(
      `"${region.name}" becomes no CMA area: its base is no multiple of ${formatSize(cause.alignment)}.`,
      `The kernel places it at ${formatHex(cause.base)}, as its alignment has it. ${text}`,
      `Make the alignment a multiple of ${formatSize(cause.alignment)}, or remove it.`,
    ),
    span: valueSpan(region.node, region.node.properties.get('alignment'), 0, 4 * memory.cells.address),
    nodePath: region.path,
    kernelLog: logOf(boot, region.path, 'cma-misaligned')?.line,
  };
}

/**
 * Whether a region could have this range: nothing else is written or loaded there, and it is in RAM, where that is known.
 */
function isFree(analysis: Analysis, region: Region, base: bigint, size: bigint): boolean {
  const { memory, profile } = analysis;
  const wish = new AddressRange(base, size);
  const isTaken =
    memory.regions.some(
      (other) => other !== region && other.enabled && other.reg.some(({ range }) => range.overlaps(wish)),
    ) ||
    [...memory.reservations, ...profile.occupied, ...profile.firmwareRegions].some(({ range }) => range.overlaps(wish));
  const { banks } = ramOf(analysis);
  return !isTaken && (banks.length === 0 || banks.some((bank) => bank.contains(wish)));
}
