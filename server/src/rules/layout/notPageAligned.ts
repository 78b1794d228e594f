import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { asksForCma, isSharedPool, kindOf } from '../regionKind.ts';
import { regSpan } from '../regSpan.ts';
import type { Rule } from '../rule.ts';

/** A region that shares a page with memory of the system. */
export const notPageAligned: Rule = {
  id: 'not-page-aligned',
  title: 'A region does not begin or end at a page',
  severity: 'information',
  why:
    'The kernel maps, hands out and protects whole pages. Of a no-map region that begins or ends within one, that page ' +
    'cannot be both mapped and not; of a pool the rest of the last page is lost, and one that begins within a page cannot ' +
    'be attached to. What is aligned with 4 KiB pages need not be with 16 or 64 KiB.',
  kernelLog: undefined,
  source: 'kernel/dma/coherent.c dma_init_coherent_memory (size >> PAGE_SHIFT); recorded boots b14c, b14d',
  example: {
    wrong: 'secure@50000800 { no-map; reg = <0x50000800 0x1000>; };',
    right: 'secure@50000000 { no-map; reg = <0x50000000 0x2000>; };',
  },
  *check({ memory, boot, profile }) {
    const page = BigInt(boot.pageSize);
    for (const region of memory.regions) {
      if (!region.enabled || asksForCma(region) || !(region.noMap || isSharedPool(region))) continue;
      for (const entry of region.reg) {
        const { base, size } = entry.range;
        const wrong =
          base % page !== 0n ? `base ${formatHex(base)}` : size % page !== 0n ? `size ${formatHex(size)}` : undefined;
        if (wrong === undefined) continue;
        yield {
          severity: isSharedPool(region) ? 'warning' : 'information',
          message:
            `The ${wrong} of the ${kindOf(region)} "${region.name}" is not a multiple of a page, ${formatSize(page)} on ` +
            `this Linux ${profile.kernel}: the page at its edge also holds memory of others. Align base and size to pages.`,
          span: regSpan(memory, region, entry),
          nodePath: region.path,
        };
      }
    }
  },
};
