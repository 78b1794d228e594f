import { bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import type { Statement } from '../claim.ts';
import { removeStatement } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { fateOf } from '../fate.ts';
import type { Fix } from '../finding.ts';
import { messageLines } from '../messageLines.ts';
import { isSharedPool } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

/** A pool that asks to be handed out by the page allocator and to be hidden from it. */
export const reusableNoMapConflict: Rule = {
  id: 'reusable-no-map-conflict',
  title: 'A shared-dma-pool is both reusable and no-map',
  severity: 'error',
  evidence: OWN_NODE,
  why:
    'A reusable pool is lent to the page allocator, which needs it mapped; no-map takes it out of the mapping. No ' +
    'driver claims a pool that has both. Up to Linux 7.0 the boot rejects the region and returns the memory to the ' +
    'allocator, from 6.12 on arm64 without a linear mapping, so that the first use of it panics. From 7.1 the memory ' +
    'stays out of the system and nothing can allocate from it.',
  kernelLog: 'OF: reserved mem: node … compatible matching fail',
  source: 'kernel/dma/contiguous.c rmem_cma_setup; kernel/dma/coherent.c rmem_dma_setup; reserved-memory.yaml',
  example: {
    wrong: 'pool@60000000 { compatible = "shared-dma-pool"; reusable; no-map; reg = <0x60000000 0x1000000>; };',
    right: 'pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; };',
  },
  *check(analysis) {
    const { memory, boot, profile } = analysis;
    for (const region of memory.regions) {
      if (!isSharedPool(region) || !region.reusable || !region.noMap) continue;
      const span = propertySpan(region.node, 'no-map');
      const outcome = bootedRegion(boot, region.path);
      const isKept = outcome?.state === 'reserved' && outcome.cause?.kind === 'reusable-and-no-map';
      const consequence: Statement = isKept
        ? {
            text: `Linux ${profile.kernel} keeps the memory out of the system, and nothing can allocate from it`,
            claims: [{ kind: 'kept', path: region.path }],
          }
        : fateOf(analysis, region.path);
      const fixes: Fix[] = [];
      const noMap = region.node.properties.get('no-map')?.span;
      const reusable = region.node.properties.get('reusable')?.span;
      if (noMap !== undefined) {
        fixes.push({
          title: 'Remove no-map: a CMA pool, and from Linux 6.19 a heap',
          edits: [removeStatement(noMap)],
          preferred: false,
        });
      }
      if (reusable !== undefined) {
        fixes.push({
          title: 'Remove reusable: a coherent pool for the devices that name it',
          edits: [removeStatement(reusable)],
          preferred: false,
        });
      }
      yield {
        message: messageLines(
          `"${region.name}" is both reusable and no-map, so no driver claims it.`,
          `${consequence.text}.`,
          'Remove no-map for a CMA pool, or reusable for a coherent pool.',
        ),
        claims: consequence.claims,
        span,
        nodePath: region.path,
        related: reusable === undefined ? [] : [{ span: reusable, message: 'reusable is set here' }],
        fixes,
        kernelLog: logOf(boot, region.path, 'node-refused')?.line,
      };
    }
  },
};
