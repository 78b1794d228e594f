import { logOf } from '../../kernel/outcome/logEntry.ts';
import { isSharedPool } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { valueSpan } from '../span.ts';

/** A region of no bytes. */
export const zeroSize: Rule = {
  id: 'zero-size',
  title: 'A region has a size of zero',
  severity: 'warning',
  why:
    'A region of no bytes reserves nothing, and the kernel says that it could not be reserved. With size 0 the kernel ' +
    'cannot place a dynamic region either. A base and size of zero are left to firmware, and not reported.',
  kernelLog: "OF: reserved mem: Reserved memory: failed to reserve memory for node '…': base …, size 0 MiB",
  source: 'drivers/of/of_reserved_mem.c fdt_scan_reserved_mem, __reserved_mem_alloc_size',
  example: {
    wrong: 'log@50000000 { reg = <0x50000000 0x0>; };',
    right: 'log@50000000 { reg = <0x50000000 0x100000>; };',
  },
  *check({ memory, boot, profile }) {
    const { address, size } = memory.cells;
    for (const region of memory.regions) {
      if (!region.enabled) continue;
      const property = region.node.properties.get(region.reg.length > 0 ? 'reg' : 'size');
      const entry = region.reg.find(({ range }) => range.size === 0n);
      const placeholder = entry !== undefined && entry.range.base === 0n && !isSharedPool(region);
      const empty = entry === undefined ? region.reg.length === 0 && region.size === 0n : !placeholder;
      if (!empty) continue;
      const start = entry === undefined ? 0 : entry.offset + 4 * address;
      yield {
        message:
          `"${region.name}" has a size of zero, so Linux ${profile.kernel} reserves nothing for it. Give it a size, or ` +
          'remove the region.',
        span: valueSpan(region.node, property, start, start + 4 * size),
        nodePath: region.path,
        kernelLog: logOf(boot, region.path, 'not-reserved', 'not-placed')?.line,
      };
    }
  },
};
