import { bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { removeStatement } from '../edits.ts';
import { isRestrictedPool, isSharedPool } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

const FORBIDDEN = ['reusable', 'no-map', 'linux,cma-default', 'linux,dma-default'] as const;

/** A restricted pool with a property that makes the kernel refuse it, or on a kernel without such pools. */
export const restrictedPoolMisuse: Rule = {
  id: 'restricted-pool-misuse',
  title: 'A restricted-dma-pool cannot be used as it is',
  severity: 'error',
  why:
    'A restricted pool is a swiotlb of its devices: mapped, and the kernel’s alone. With reusable, no-map, ' +
    'linux,cma-default or linux,dma-default it is refused and its memory given back, and its devices reach all memory ' +
    'directly, which it was there to prevent. So they do where CONFIG_DMA_RESTRICTED_POOL is off.',
  kernelLog: 'OF: reserved mem: node … compatible matching fail',
  source: 'kernel/dma/swiotlb.c rmem_swiotlb_setup; shared-dma-pool.yaml; recorded boots a19b, a19c, p15b, p15c',
  example: {
    wrong: 'wifi@60000000 { compatible = "restricted-dma-pool"; no-map; reg = <0x60000000 0x400000>; };',
    right: 'wifi@60000000 { compatible = "restricted-dma-pool"; reg = <0x60000000 0x400000>; };',
  },
  *check({ memory, boot, profile }) {
    for (const region of memory.regions) {
      if (!isRestrictedPool(region) || isSharedPool(region)) continue;
      const outcome = bootedRegion(boot, region.path);
      const name = FORBIDDEN.find((each) => region.node.properties.has(each));
      if (name !== undefined && outcome?.state === 'released') {
        const property = region.node.properties.get(name)?.span;
        yield {
          message:
            `The restricted pool "${region.name}" must not be ${name}. Linux ${profile.kernel} refuses it and gives its ` +
            `memory back, and its devices reach all memory directly. Remove ${name}.`,
          span: propertySpan(region.node, name),
          nodePath: region.path,
          fixes:
            property === undefined
              ? []
              : [{ title: `Remove ${name}`, edits: [removeStatement(property)], preferred: true }],
          kernelLog: logOf(boot, region.path, 'node-refused')?.line,
        };
      } else if (name === undefined && outcome?.state === 'reserved') {
        yield {
          severity: 'warning',
          message:
            `No driver takes the restricted pool "${region.name}" on this Linux ${profile.kernel}: ` +
            'CONFIG_DMA_RESTRICTED_POOL is off. Its memory is set aside for nothing, and its devices reach all memory directly.',
          span: propertySpan(region.node, 'compatible'),
          nodePath: region.path,
        };
      }
    }
  },
};
