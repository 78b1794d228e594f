import { replaceSpan } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import { misspeltPool } from '../misspeltPool.ts';
import type { Rule } from '../rule.ts';

/** A `compatible` that is one slip away from a pool's. */
export const compatibleTypo: Rule = {
  id: 'compatible-typo',
  title: 'A compatible looks like a misspelt pool',
  severity: 'warning',
  evidence: OWN_NODE,
  why:
    'The kernel compares compatible with the names of its pool drivers. A misspelt one keeps the memory reserved without ' +
    'a driver: no CMA area, no pool, no heap, and -EINVAL for every device that refers to it.',
  kernelLog: undefined,
  source: 'drivers/of/of_reserved_mem.c __reserved_mem_init_node (of_flat_dt_is_compatible ignores case)',
  example: {
    wrong: 'pool@60000000 { compatible = "shared-dma-poll"; reusable; reg = <0x60000000 0x1000000>; };',
    right: 'pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; };',
  },
  *check({ memory, profile }) {
    for (const region of memory.regions) {
      const property = region.node.properties.get('compatible');
      if (!region.enabled || property === undefined) continue;
      let offset = 0;
      for (const name of region.compatible) {
        const end = offset + name.length + 1;
        const meant = misspeltPool(name);
        if (meant !== undefined) {
          const span = property.valueSpan(offset, end);
          yield {
            message: messageLines(
              `"${name}" is no compatible of a pool. Is ${meant} meant?`,
              `Linux ${profile.kernel} has no driver of that name: the memory of "${region.name}" stays reserved, and ` +
                'nothing can allocate from it.',
            ),
            span: span ?? property.span,
            nodePath: region.path,
            fixes:
              span === undefined
                ? []
                : [{ title: `Change it to "${meant}"`, edits: [replaceSpan(span, `"${meant}"`)], preferred: false }],
          };
        }
        offset = end;
      }
    }
  },
};
