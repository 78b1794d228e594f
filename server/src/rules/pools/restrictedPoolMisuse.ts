import { bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { removeStatement } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import { isRestrictedPool, isSharedPool } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

/** A restricted pool with a property that makes the kernel refuse it, or on a kernel without such pools. */
export const restrictedPoolMisuse: Rule = {
  id: 'restricted-pool-misuse',
  title: 'A restricted-dma-pool cannot be used as it is',
  severity: 'error',
  evidence: OWN_NODE,
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
      const cause = bootedRegion(boot, region.path)?.cause;
      if (cause?.kind === 'restricted-pool-forbids') {
        const { property } = cause;
        const statement = region.node.properties.get(property)?.span;
        const fate = cause.memory?.fate === 'kept' ? 'its memory stays set aside for nothing' : 'gives its memory back';
        yield {
          message: messageLines(
            `The restricted pool "${region.name}" must not be ${property}.`,
            `Linux ${profile.kernel} refuses it and ${fate}, and its devices reach all memory directly.`,
            `Remove ${property}.`,
          ),
          claims: [{ kind: cause.memory?.fate === 'kept' ? 'kept' : 'given-back', path: region.path }],
          span: propertySpan(region.node, property),
          nodePath: region.path,
          fixes:
            statement === undefined
              ? []
              : [{ title: `Remove ${property}`, edits: [removeStatement(statement)], preferred: true }],
          kernelLog: logOf(boot, region.path, 'node-refused')?.line,
        };
      } else if (cause?.kind === 'driver-not-configured' || cause?.kind === 'driver-unknown') {
        const why =
          cause.kind === 'driver-unknown' ? 'restricted pools came with Linux 5.15' : `${cause.option} is off`;
        yield {
          severity: 'warning',
          message: messageLines(
            `No driver takes the restricted pool "${region.name}".`,
            `On this Linux ${profile.kernel} ${why}. Its memory is set aside for nothing, and its devices reach all memory ` +
              'directly.',
          ),
          claims: [{ kind: 'kept', path: region.path }],
          span: propertySpan(region.node, 'compatible'),
          nodePath: region.path,
        };
      }
    }
  },
};
