import { bootedRegion } from '../../analysis.ts';
import { causeText } from '../../kernel/outcome/causeText.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { regionBehind } from '../heapOf.ts';
import { regionAtPath } from '../lookup.ts';
import { messageLines, sentence } from '../messageLines.ts';
import { moveFixes } from '../placeFixes.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan, propertySpan } from '../span.ts';

/** A CMA pool that lies in two zones of the page allocator. */
export const zoneCrossing: Rule = {
  id: 'zone-crossing',
  title: 'A CMA pool crosses the edge of a memory zone',
  severity: 'error',
  why:
    'A CMA area must lie in one zone: below or above 4 GiB, below or above the DMA limit that dma-ranges sets, in low or ' +
    'in high memory. One that crosses an edge is created, and its heap appears, but it is not activated: every allocation ' +
    'fails with ENOMEM, without a message.',
  kernelLog: 'cma: CMA area … could not be activated',
  source: 'mm/cma.c cma_activate_area; recorded boots z02, z04, x02b',
  example: {
    wrong:
      '/ { #address-cells = <2>; #size-cells = <2>; memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x1 0x0>; }; reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; pool@ff000000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0xff000000 0x0 0x2000000>; }; }; };',
    right:
      '/ { #address-cells = <2>; #size-cells = <2>; memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x1 0x0>; }; reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; pool@fe000000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0xfe000000 0x0 0x2000000>; }; }; };',
  },
  *check(analysis) {
    const { memory, boot, profile, memoryAssumed } = analysis;
    for (const [index, area] of boot.cmaAreas.entries()) {
      if (area.activated || !boot.booted) continue;
      const path = regionBehind(boot, { name: area.name, allocator: 'cma', backing: index });
      const region = regionAtPath(memory, path);
      if (region === undefined) continue;
      const cause = bootedRegion(boot, region.path)?.cause;
      if (cause?.kind !== 'crosses-zone') continue;
      yield {
        // Where a dynamic region comes to lie depends on the RAM that firmware hands over.
        severity: memoryAssumed || !region.node.properties.has('reg') ? 'warning' : 'error',
        message: messageLines(
          `The CMA area "${region.name}" cannot be activated on Linux ${profile.kernel}.`,
          `${sentence(causeText(cause))}.`,
          'Move it to one side of the edge.',
        ),
        get fixes() {
          return moveFixes(analysis, region);
        },
        claims: [{ kind: 'not-activated', path: region.path }],
        span: region.node.properties.has('reg') ? propertySpan(region.node, 'reg') : nodeSpan(region.node),
        nodePath: region.path,
        kernelLog: logOf(boot, region.path, 'cma-not-activated')?.line,
      };
    }
  },
};
