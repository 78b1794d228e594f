import { bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { insertAfterStatement } from '../edits.ts';
import { OWN_NODE_AND_RAM } from '../evidence.ts';
import type { Fix } from '../finding.ts';
import { messageLines } from '../messageLines.ts';
import { misspeltProperties } from '../misspeltRegionProperty.ts';
import { asksForCoherentPool } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { firstStatement, nodeSpan, propertySpan } from '../span.ts';

/** A pool in RAM that is neither lent to the system nor taken out of its map. */
export const coherentNeedsNoMap: Rule = {
  id: 'coherent-needs-no-map',
  title: 'A coherent pool in RAM lacks no-map',
  severity: 'error',
  evidence: OWN_NODE_AND_RAM,
  why:
    'A shared-dma-pool that is not reusable is a coherent pool, which the kernel maps uncached; it refuses to do so with ' +
    'RAM that is mapped already. On arm the boot rejects such a pool. On arm64 and riscv the boot calls it created, and ' +
    'every device that attaches fails: "memremap attempted on ram", -EINVAL.',
  kernelLog: 'Reserved memory: regions without no-map are not yet supported',
  source:
    'kernel/dma/coherent.c rmem_dma_setup, dma_init_coherent_memory; kernel/iomem.c memremap; recorded boots a17, x05',
  example: {
    wrong: 'dsp@60000000 { compatible = "shared-dma-pool"; reg = <0x60000000 0x100000>; };',
    right: 'dsp@60000000 { compatible = "shared-dma-pool"; no-map; reg = <0x60000000 0x100000>; };',
  },
  *check({ memory, boot, profile, memoryAssumed }) {
    for (const region of memory.regions) {
      if (!asksForCoherentPool(region) || region.noMap) continue;
      const outcome = bootedRegion(boot, region.path);
      const pool = boot.coherentPools.find(({ path }) => path === region.path);
      const refused = outcome?.cause?.kind === 'coherent-pool-mapped';
      if (!refused && pool?.attachFailure === undefined) continue;
      const anchor = region.node.properties.get('compatible')?.span ?? firstStatement(region.node);
      const fixes: Fix[] = [];
      // What is misspelt says which of the two is meant.
      const misspelt = misspeltProperties(region).find(({ meant }) => meant === 'no-map' || meant === 'reusable');
      if (anchor !== undefined && misspelt === undefined) {
        fixes.push({
          title: 'Add no-map: a coherent pool of its devices',
          edits: [insertAfterStatement(anchor, 'no-map;')],
          preferred: true,
        });
        const range = outcome?.range;
        const aligned = range !== undefined && ((range.base | range.size) & (boot.cmaMinimumAlignment - 1n)) === 0n;
        if (aligned) {
          fixes.push({
            title: 'Add reusable: a CMA pool, and from Linux 6.19 a heap',
            edits: [insertAfterStatement(anchor, 'reusable;')],
            preferred: false,
          });
        }
      }
      yield {
        claims: [{ kind: refused ? 'given-back' : 'pool', path: region.path }],
        severity: refused || !memoryAssumed ? 'error' : 'warning',
        message: messageLines(
          `The coherent pool "${region.name}" ${refused ? '' : 'in RAM '}lacks no-map.`,
          refused
            ? `Linux ${profile.kernel} rejects it, and gives its memory back to the system.`
            : `Linux ${profile.kernel} creates it, and then no device can attach to it${memoryAssumed ? ', if its range is RAM' : ''}.`,
          misspelt === undefined
            ? 'Add no-map to keep it a coherent pool, or reusable to make it a CMA pool.'
            : `"${misspelt.property.name}" in it is probably meant to be ${misspelt.meant}.`,
        ),
        span: propertySpan(region.node, 'compatible') ?? nodeSpan(region.node),
        nodePath: region.path,
        fixes,
        kernelLog: logOf(boot, region.path, 'coherent-needs-no-map')?.line,
      };
    }
  },
};
