import type { Region } from '../../memory/memoryMap.ts';
import { propertiesOf } from '../../memory/regionProperties/regionProperties.ts';
import type { RegionProperty } from '../../memory/regionProperties/regionProperty.ts';
import { removeStatement } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import { misspeltPool } from '../misspeltPool.ts';
import { isRestrictedPool, isSharedPool } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

const isMisspeltPool = ({ compatible }: Region): boolean => compatible.some((name) => misspeltPool(name) !== undefined);

/** By scope of a property: whether a region is in it, and what to say of one that is not. */
const SCOPES: Readonly<Record<string, { holds(region: Region): boolean; readonly otherwise: string }>> = {
  dynamic: {
    holds: (region) => !region.node.properties.has('reg'),
    otherwise: 'reg says where the region is',
  },
  pool: {
    // Of a misspelt compatible `compatible-typo` speaks: with the right one the property counts.
    holds: (region) => isSharedPool(region) || isRestrictedPool(region) || isMisspeltPool(region),
    otherwise: 'only a shared-dma-pool can be reusable',
  },
  coherent: {
    holds: (region) => (isSharedPool(region) && !region.reusable) || isMisspeltPool(region),
    otherwise: 'only a coherent pool can be the default one',
  },
};

/** Why the kernel does not look at a property of a region; `undefined` where it does. */
function ignoredBecause(region: Region, { name, scope }: RegionProperty): string | undefined {
  // A region with both reg and size is the matter of another rule.
  const limits = name === 'size' || typeof scope !== 'string' ? undefined : SCOPES[scope];
  return limits === undefined || limits.holds(region) ? undefined : limits.otherwise;
}

/** A property that means nothing where it stands. */
export const propertyIgnored: Rule = {
  id: 'property-ignored',
  title: 'A property has no effect here',
  severity: 'information',
  tag: 'unnecessary',
  evidence: OWN_NODE,
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
      for (const known of propertiesOf('region')) {
        const { name } = known;
        const property = region.node.properties.get(name);
        const why = property === undefined ? undefined : ignoredBecause(region, known);
        if (property === undefined || why === undefined) continue;
        yield {
          message: messageLines(
            `Linux ${profile.kernel} does not look at ${name} of "${region.name}".`,
            `The reason: ${why}.`,
            'Remove it.',
          ),
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
