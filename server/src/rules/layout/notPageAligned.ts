import { type Analysis, bootedRegion } from '../../analysis.ts';
import { attachFailureText } from '../../kernel/outcome/causeText.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { roundDown, roundUp } from '../../kernel/units/rounding.ts';
import type { MemoryMap, Region } from '../../memory/memoryMap.ts';
import { CELL_BYTES } from '../../text/cells.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { Statement } from '../claim.ts';
import { OWN_NODE, OWN_NODE_AND_RAM } from '../evidence.ts';
import { fateOf } from '../fate.ts';
import { messageLines } from '../messageLines.ts';
import { asksForCma, isSharedPool, kindOf } from '../regionKind.ts';
import { regSpan } from '../regSpan.ts';
import type { Report, Rule } from '../rule.ts';
import { valueSpan } from '../span.ts';

/** A region that shares a page with memory of the system. */
export const notPageAligned: Rule = {
  id: 'not-page-aligned',
  title: 'A region does not begin or end at a page',
  severity: 'information',
  evidence: OWN_NODE,
  why:
    'The kernel maps, hands out and protects whole pages. Of a no-map region that begins or ends within one, that page ' +
    'cannot be both mapped and not; of a pool the rest of the last page is lost, and one that begins within a page cannot ' +
    'be attached to. On arm64 some releases map whole pages only and hand out the rest nevertheless: where the kernel ' +
    'takes that rest first, at the top of RAM, it panics, and a dynamic no-map region goes there by itself. On riscv the ' +
    'RAM above a no-map region that does not end at a page is mapped page by page, which takes seconds to ' +
    'minutes. What is aligned with 4 KiB pages need not be with 16 or 64 KiB.',
  kernelLog: undefined,
  source:
    'kernel/dma/coherent.c dma_init_coherent_memory (size >> PAGE_SHIFT); arch/arm64/mm/mmu.c map_mem; arch/riscv/mm/init.c ' +
    'create_linear_mapping_range; recorded boots b14c, b14d, n1, n3, n4, n5, s4, s5, s6',
  example: {
    wrong: 'secure@50000800 { no-map; reg = <0x50000800 0x1000>; };',
    right: 'secure@50000000 { no-map; reg = <0x50000000 0x2000>; };',
  },
  *check(analysis) {
    for (const region of analysis.memory.regions) {
      if (!region.enabled || asksForCma(region) || !(region.noMap || isSharedPool(region))) continue;
      if (region.reg.length > 0) yield* ofStatic(analysis, region);
      else {
        const report = ofDynamic(analysis, region) ?? placedWithinPage(analysis, region);
        if (report !== undefined) yield report;
      }
    }
  },
};

function* ofStatic(analysis: Analysis, region: Region): Iterable<Report> {
  const { memory, boot, profile } = analysis;
  const page = BigInt(boot.pageSize);
  for (const entry of region.reg) {
    const { base, size, end } = entry.range;
    const wrong =
      base % page !== 0n ? `base ${formatHex(base)}` : size % page !== 0n ? `size ${formatHex(size)}` : undefined;
    if (wrong === undefined) continue;
    const slow = isTaken(analysis, region) ? mappedByPages(analysis, region, end) : '';
    const isShared = sharesPage(analysis, region, entry.range);
    yield {
      severity: isSharedPool(region) || slow !== '' || isShared ? 'warning' : 'information',
      ...(isShared ? { evidence: OWN_NODE_AND_RAM } : {}),
      message: messageLines(
        `The ${wrong} of "${region.name}" is not a multiple of a page.`,
        `A page of this Linux ${profile.kernel} has ${formatSize(page)}: the one at the edge of the ${kindOf(region)} ` +
          `also holds memory of others.${slow}`,
        'Align base and size to pages.',
      ),
      span: regSpan(memory, region, entry),
      nodePath: region.path,
    };
  }
}

function ofDynamic(analysis: Analysis, region: Region): Report | undefined {
  const { memory, boot, profile } = analysis;
  const page = BigInt(boot.pageSize);
  const { size } = region;
  if (size === undefined || size % page === 0n || !region.noMap) return undefined;
  const { text, claims } = sharedLastPage(analysis, region);
  const placed = bootedRegion(boot, region.path)?.range;
  const slow = placed === undefined ? '' : mappedByPages(analysis, region, placed.end);
  return {
    severity: 'warning',
    message: messageLines(
      `The size ${formatHex(size)} of "${region.name}" is not a multiple of a page.`,
      `A page of this Linux ${profile.kernel} has ${formatSize(page)}: the one at the edge of the ${kindOf(region)} also ` +
        `holds memory of others.${slow} ${text}`.trimEnd(),
      'Make the size a multiple of a page.',
    ),
    claims,
    span: sizeSpan(memory, region),
    nodePath: region.path,
  };
}

/** A coherent pool of a good size that is placed next to what ends within a page, so that no device can attach to it. */
function placedWithinPage({ memory, boot, profile }: Analysis, region: Region): Report | undefined {
  const outcome = bootedRegion(boot, region.path);
  const failure = boot.coherentPools.find(({ path }) => path === region.path)?.attachFailure;
  if (failure !== 'first-page-is-ram' || outcome?.range === undefined) return undefined;
  const page = BigInt(boot.pageSize);
  return {
    severity: 'warning',
    message: messageLines(
      `"${region.name}" is placed within a page.`,
      `Linux ${profile.kernel} puts it at ${formatHex(outcome.range.base)}, beside what ends there: ${attachFailureText(failure)}.`,
      `Give it an alignment of ${formatHex(page)} or more.`,
    ),
    claims: [{ kind: 'placed', path: region.path, base: outcome.range.base }],
    span: sizeSpan(memory, region),
    nodePath: region.path,
  };
}

function sizeSpan({ cells }: MemoryMap, { node }: Region): Span | undefined {
  return valueSpan(node, node.properties.get('size'), 0, CELL_BYTES * cells.size);
}

/**
 * Whether RAM of the kernel lies in a page that a no-map region of arm64 has in part: by release it is mapped with the
 * region, or handed out without a mapping. Not known where RAM is a guess.
 */
function sharesPage(
  { boot, profile, memoryAssumed }: Analysis,
  { noMap }: Region,
  { base, end }: AddressRange,
): boolean {
  if (!noMap || profile.architecture !== 'arm64' || memoryAssumed) return false;
  const page = BigInt(boot.pageSize);
  const rests = [new AddressRange(roundDown(base, page), base % page), new AddressRange(end, roundUp(end, page) - end)];
  return rests.some((rest) => boot.systemMemory.some((bank) => bank.overlaps(rest)));
}

/** Whether the kernel has taken a region out of the map. */
function isTaken({ boot }: Analysis, { path }: Region): boolean {
  const outcome = bootedRegion(boot, path);
  return outcome?.range !== undefined && outcome.state !== 'failed' && outcome.state !== 'skipped';
}

/** What the linear map of riscv makes a large page of (`PMD_SIZE`). */
const LARGE_PAGE = 1n << 21n;

/**
 * That riscv maps the RAM above a no-map region page by page: `create_linear_mapping_range` goes on from where the region
 * ends, and within a page no large page fits. A sentence with a blank before it; empty where the region ends at a page, or
 * less than a large page is left up to the next no-map region or the end of the bank.
 */
function mappedByPages({ boot, profile }: Analysis, region: Region, end: bigint): string {
  if (!region.noMap || profile.architecture !== 'riscv' || end % BigInt(boot.pageSize) === 0n) return '';
  const bank = boot.systemMemory.find((each) => each.base <= end && end < each.end);
  if (bank === undefined) return '';
  const next = boot.regions.reduce(
    (least, { noMap, range }) =>
      noMap && range !== undefined && range.base >= end && range.base < least ? range.base : least,
    bank.end,
  );
  if (next - end < LARGE_PAGE) return '';
  return ` The ${formatSize(roundDown(next - end, LARGE_PAGE))} of RAM above it are mapped page by page, which makes the boot slow: seconds to minutes.`;
}

/** What a page that is no-map in part does to the boot, as sentences each with a blank after it; empty where nothing. */
function sharedLastPage(analysis: Analysis, { path }: Region): Statement {
  const { boot } = analysis;
  if (boot.stop?.kind !== 'partial-page' || !boot.stop.regions.includes(path)) return { text: '', claims: [] };
  const { text, claims } = fateOf(analysis, path);
  return { text: `${text}. `, claims };
}
