import { bootedRegion } from '../../analysis.ts';
import { causeText } from '../../kernel/outcome/causeText.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import { kindOf } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

/** A dynamic region for which the kernel finds no place. */
export const dynamicUnsatisfiable: Rule = {
  id: 'dynamic-unsatisfiable',
  title: 'A dynamic region does not fit anywhere',
  severity: 'error',
  why:
    'A region with size is placed by the kernel: within alloc-ranges, or anywhere, in one free piece of that alignment. ' +
    'Static regions, the kernel and firmware make holes. Where no piece is large enough the region is dropped. The rule ' +
    'makes the kernel’s own search; it warns only where the size of RAM is a guess.',
  kernelLog: "OF: reserved mem: failed to allocate memory for node '…'",
  source:
    'drivers/of/of_reserved_mem.c __reserved_mem_alloc_size; mm/memblock.c memblock_find_in_range_node; recorded boots d06 to d11',
  example: {
    wrong:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x10000000>; }; reserved-memory { frames { size = <0x20000000>; }; }; };',
    right:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x10000000>; }; reserved-memory { frames { size = <0x4000000>; }; }; };',
  },
  *check({ memory, boot, profile, memoryAssumed }) {
    for (const region of memory.regions) {
      if (!region.enabled || region.node.properties.has('reg') || region.size === undefined || region.size === 0n)
        continue;
      const outcome = bootedRegion(boot, region.path);
      const log = logOf(boot, region.path, 'not-placed');
      if (outcome?.state !== 'failed' || outcome.cause === undefined || log === undefined) continue;
      yield {
        severity: memoryAssumed ? 'warning' : 'error',
        message:
          `Linux ${profile.kernel} finds no place for the ${kindOf(region)} "${region.name}" of ${formatSize(region.size)}: ` +
          `${causeText(outcome.cause)}. Make it smaller, or let it be placed elsewhere.`,
        span: propertySpan(region.node, 'size'),
        nodePath: region.path,
        kernelLog: log.line,
      };
    }
  },
};
