import type { Region } from '../../memory/memoryMap.ts';
import { removeStatement } from '../edits.ts';
import { isRestrictedPool, isSharedPool } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

/** Why the kernel does not look at a property of a region; `undefined` where it does. */
function ignoredBecause(region: Region, name: string): string | undefined {
  switch (name) {
    case 'alignment':
    case 'alloc-ranges':
      return region.node.properties.has('reg') ? 'reg says where the region is' : undefined;
    case 'reusable':
      return isSharedPool(region) || isRestrictedPool(region) ? undefined : 'only a shared-dma-pool can be reusable';
    case 'linux,dma-default':
      return isSharedPool(region) && !region.reusable ? undefined : 'only a coherent pool can be the default one';
    default:
      return undefined;
  }
}

/** A property that means nothing where it stands. */
export const propertyIgnored: Rule = {
  id: 'property-ignored',
  title: 'A property has no effect here',
  severity: 'information',
  why:
    'alignment and alloc-ranges place a dynamic region; a static one is where reg says. reusable is read by the CMA driver ' +
    'alone, and linux,dma-default by the coherent one: in other regions the kernel passes over them.',
  kernelLog: undefined,
  source: 'drivers/of/of_reserved_mem.c __reserved_mem_alloc_size; kernel/dma/contiguous.c; kernel/dma/coherent.c',
  example: {
    wrong: 'log@50000000 { reg = <0x50000000 0x100000>; alignment = <0x1000>; };',
    right: 'log@50000000 { reg = <0x50000000 0x100000>; };',
  },
  *check({ memory, profile }) {
    for (const region of memory.regions) {
      if (!region.enabled) continue;
      for (const name of ['alignment', 'alloc-ranges', 'reusable', 'linux,dma-default']) {
        const property = region.node.properties.get(name);
        const why = property === undefined ? undefined : ignoredBecause(region, name);
        if (property === undefined || why === undefined) continue;
        yield {
          message: `Linux ${profile.kernel} does not look at ${name} of "${region.name}": ${why}. Remove it.`,
          span: propertySpan(region.node, name),
          nodePath: region.path,
          fixes:
            property.span === undefined
              ? []
              : [{ title: `Remove ${name}`, edits: [removeStatement(property.span)], preferred: true }],
        };
      }
    }
  },
};
