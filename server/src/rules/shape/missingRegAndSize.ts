import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** A region that says neither where it is nor how large it shall be. */
export const missingRegAndSize: Rule = {
  id: 'missing-reg-and-size',
  title: 'A region has neither reg nor size',
  severity: 'warning',
  evidence: OWN_NODE,
  why:
    'A region is static with reg and dynamic with size. One with neither is passed over in silence: nothing is ' +
    'reserved, and a device that refers to it finds no memory. It may be that firmware fills it in.',
  kernelLog: undefined,
  source: 'drivers/of/of_reserved_mem.c fdt_scan_reserved_mem; reserved-memory.yaml (anyOf reg, size, iommu-addresses)',
  example: {
    wrong: 'log@50000000 { no-map; };',
    right: 'log@50000000 { no-map; reg = <0x50000000 0x100000>; };',
  },
  *check({ memory, profile }) {
    for (const region of memory.regions) {
      const { properties } = region.node;
      if (!region.enabled || properties.has('reg') || properties.has('size')) continue;
      // Reserves addresses of an IOMMU, not memory.
      if (properties.has('iommu-addresses')) continue;
      yield {
        message: messageLines(
          `"${region.name}" has neither reg nor size.`,
          `Linux ${profile.kernel} passes over it without a word and reserves nothing.`,
          'Add reg for a fixed place, or size for one that the kernel chooses.',
        ),
        claims: [{ kind: 'not-reserved', path: region.path }],
        span: nodeSpan(region.node),
        nodePath: region.path,
      };
    }
  },
};
