import { type Analysis, bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { formatHex } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { OWN_NODE } from '../evidence.ts';
import { fateOf } from '../fate.ts';
import { messageLines } from '../messageLines.ts';
import { isPlaceholder, isSharedPool } from '../regionKind.ts';
import type { Report, Rule } from '../rule.ts';
import { valueSpan } from '../span.ts';
import { swapFixes } from '../swappedCells.ts';

/** A region of no bytes. */
export const zeroSize: Rule = {
  id: 'zero-size',
  title: 'A region has a size of zero',
  severity: 'warning',
  mayBeError: true,
  evidence: OWN_NODE,
  why:
    'A region of no bytes reserves nothing, and the kernel says that it could not be reserved. With size 0 the kernel ' +
    'cannot place a dynamic region either. A base and size of zero are left to firmware: of a pool that is information ' +
    'only, of any other region it is not reported. A 32-bit kernel keeps 32 bits of a size: of one that is a multiple of ' +
    '4 GiB nothing is left, which is an error.',
  kernelLog: "OF: reserved mem: Reserved memory: failed to reserve memory for node '…': base …, size 0 MiB",
  source: 'drivers/of/of_reserved_mem.c fdt_scan_reserved_mem, __reserved_mem_alloc_size',
  example: {
    wrong: 'log@50000000 { reg = <0x50000000 0x0>; };',
    right: 'log@50000000 { reg = <0x50000000 0x100000>; };',
  },
  *check(analysis) {
    const { memory, boot, profile } = analysis;
    const { address, size } = memory.cells;
    for (const region of memory.regions) {
      if (!region.enabled) continue;
      const property = region.node.properties.get(region.reg.length > 0 ? 'reg' : 'size');
      const entry = region.reg.find(({ range }) => range.size === 0n);
      const isLeftToFirmware = isPlaceholder(region);
      const empty = entry === undefined ? region.reg.length === 0 && region.size === 0n : !isPlainPlaceholder(region);
      if (!empty) {
        const report = cutToNothing(analysis, region);
        if (report !== undefined) yield report;
        continue;
      }
      const start = entry === undefined ? 0 : entry.offset + 4 * address;
      const { text, claims } = fateOf(analysis, region.path);
      const isNothing =
        claims.some(({ kind }) => kind === 'not-reserved' || kind === 'not-placed') ||
        (boot.booted && bootedRegion(boot, region.path)?.range?.size === 0n);
      yield {
        ...(isLeftToFirmware ? { severity: 'information' } : {}),
        message: messageLines(
          `"${region.name}" has a size of zero.`,
          isNothing ? `Linux ${profile.kernel} reserves nothing for it.` : `${text}.`,
          isLeftToFirmware
            ? 'Unless firmware fills it in, give it a size, or remove the region.'
            : 'Give it a size, or remove the region.',
        ),
        claims,
        span: valueSpan(region.node, property, start, start + 4 * size),
        nodePath: region.path,
        kernelLog: logOf(boot, region.path, 'not-reserved', 'not-placed')?.line,
      };
    }
  },
};

/** Whether a region is left to firmware, and no pool: most are logos and frame buffers of the boot loader. */
const isPlainPlaceholder = (region: Region): boolean => isPlaceholder(region) && !isSharedPool(region);

/** A region whose size a 32-bit kernel cuts to zero (`memblock` counts in `phys_addr_t`). */
function cutToNothing(analysis: Analysis, region: Region): Report | undefined {
  const { memory, boot, profile } = analysis;
  const entry = region.reg[0];
  const size = entry?.range.size ?? region.size;
  if (size === undefined || size === 0n || bootedRegion(boot, region.path)?.cause?.kind !== 'zero-size')
    return undefined;
  const property = region.node.properties.get(entry === undefined ? 'size' : 'reg');
  const start = entry === undefined ? 0 : entry.offset + 4 * memory.cells.address;
  return {
    severity: 'error',
    message: messageLines(
      `The size ${formatHex(size)} of "${region.name}" is zero in its lower 32 bits.`,
      `They are all that this 32-bit Linux ${profile.kernel} keeps of it: it reserves nothing.`,
      'Give it a size below 4 GiB.',
    ),
    claims: [{ kind: 'not-reserved', path: region.path }],
    span: valueSpan(region.node, property, start, start + 4 * memory.cells.size),
    nodePath: region.path,
    kernelLog: logOf(boot, region.path, 'not-reserved', 'not-placed')?.line,
    fixes: swapFixes(analysis, region),
  };
}
