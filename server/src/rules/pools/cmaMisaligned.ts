import { type Analysis, bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import type { Statement } from '../claim.ts';
import { cellsText, isPlainNumbers, replaceSpan } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { fateOf, isGivenBack } from '../fate.ts';
import type { Fix, Severity } from '../finding.ts';
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
    const pages = formatSize(BigInt(boot.pageSize));
    return {
      text:
        `Linux ${profile.kernel} with ${pages} pages refuses the pool and gives its memory back to the system: ` +
        'a device that uses it writes into pages that the kernel has handed out.',
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
  const wrong = [
    base % granule === 0n ? undefined : `its base ${formatHex(base)}`,
    size % granule === 0n ? undefined : `its size ${formatHex(size)} (${formatSize(size)})`,
  ].filter((part) => part !== undefined);
  const addressBytes = 4 * memory.cells.address;
  const property = region.node.properties.get('reg');
  const sizeAt = entry.offset + addressBytes;
  const sizeSpan = property?.valueSpan(sizeAt, sizeAt + 4 * memory.cells.size);
  const fixes: Fix[] = [];
  const grown = roundUp(size, granule);
  let advice = `Start it at a multiple of ${formatSize(granule)}, and make its size one.`;
  if (base % granule === 0n) {
    advice = `Make its size a multiple of ${formatSize(granule)}, such as ${formatHex(grown)} (${formatSize(grown)}).`;
    if (sizeSpan !== undefined && isPlainNumbers(sizeSpan) && isFree(analysis, region, base, grown)) {
      fixes.push({
        title: `Round the size up to ${formatSize(grown)}`,
        edits: [replaceSpan(sizeSpan, cellsText(grown, memory.cells.size))],
        preferred: true,
      });
    }
  }
  const { text, claims, severity } = consequence(analysis, region);
  return {
    severity,
    claims,
    message:
      `"${region.name}" does not become a CMA area: ${wrong.join(' and ')} ${wrong.length > 1 ? 'are' : 'is'} not a ` +
      `multiple of ${formatSize(granule)}. ${text} ${advice}`,
    span: size % granule === 0n ? valueSpan(region.node, property, entry.offset, sizeAt) : (sizeSpan ?? property?.span),
    nodePath: region.path,
    fixes,
    kernelLog: logOf(boot, region.path, 'cma-misaligned')?.line,
  };
}

function checkDynamic(analysis: Analysis, region: Region): Report | undefined {
  const { boot, memory } = analysis;
  const granule = boot.cmaMinimumAlignment;
  const { size } = region;
  if (size === undefined || size === 0n) return undefined;
  if (size % granule === 0n) return checkPlace(analysis, region);
  const property = region.node.properties.get('size');
  const span = valueSpan(region.node, property, 0, 4 * memory.cells.size);
  const grown = roundUp(size, granule);
  const fixes: Fix[] = [];
  if (span !== undefined && isPlainNumbers(span)) {
    fixes.push({
      title: `Round the size up to ${formatSize(grown)}`,
      edits: [replaceSpan(span, cellsText(grown, memory.cells.size))],
      preferred: true,
    });
  }
  const { text, claims, severity } = consequence(analysis, region);
  return {
    severity,
    claims,
    message:
      `"${region.name}" does not become a CMA area: its size ${formatHex(size)} (${formatSize(size)}) is not a ` +
      `multiple of ${formatSize(granule)}, and the kernel does not round it up. ${text} Make it ` +
      `${formatHex(grown)} (${formatSize(grown)}).`,
    span,
    nodePath: region.path,
    fixes,
    kernelLog: logOf(boot, region.path, 'cma-misaligned')?.line,
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
    message:
      `"${region.name}" does not become a CMA area: the kernel places it at ${formatHex(cause.base)}, as its alignment ` +
      `has it, which is not a multiple of ${formatSize(cause.alignment)}. ${text} Make the alignment a multiple of ` +
      `${formatSize(cause.alignment)}, or remove it.`,
    span: valueSpan(region.node, region.node.properties.get('alignment'), 0, 4 * memory.cells.address),
    nodePath: region.path,
    kernelLog: logOf(boot, region.path, 'cma-misaligned')?.line,
  };
}

/** Whether a region could have this range: no other one is in it, and stated RAM holds it if it held the old one. */
function isFree({ memory }: Analysis, region: Region, base: bigint, size: bigint): boolean {
  const end = base + size;
  const taken = memory.regions.some(
    (other) => other !== region && other.enabled && other.reg.some(({ range }) => range.base < end && base < range.end),
  );
  if (taken) return false;
  const old = region.reg[0]?.range;
  const bank = memory.banks
    .flatMap(({ entries }) => entries)
    .find(({ range }) => old !== undefined && range.contains(old));
  return bank === undefined || end <= bank.range.end;
}
