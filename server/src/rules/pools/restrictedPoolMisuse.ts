import { type Analysis, bootedRegion } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { RESTRICTED_POOL_FORBIDS } from '../../kernel/reservedMemory/regionDrivers.ts';
import type { Region } from '../../memory/memoryMap.ts';
import type { Statement } from '../claim.ts';
import { removeStatement } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { fateOf } from '../fate.ts';
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
  *check(analysis) {
    const { memory, boot, profile } = analysis;
    for (const region of memory.regions) {
      if (!isRestrictedPool(region) || isSharedPool(region)) continue;
      const outcome = bootedRegion(boot, region.path);
      const cause = outcome?.cause;
      const property = forbiddenProperty(region, outcome);
      if (property !== undefined) {
        const statement = region.node.properties.get(property)?.span;
        const { text, claims } = refusal(analysis, region.path, outcome);
        yield {
          message: messageLines(
            `The restricted pool "${region.name}" must not be ${property}.`,
            `${text}.`,
            `Remove ${property}.`,
          ),
          claims,
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
          cause.kind === 'driver-unknown'
            ? `Linux ${profile.kernel} has no restricted pools, which came with Linux 5.15.`
            : `On this Linux ${profile.kernel} ${cause.option} is off.`;
        yield {
          severity: 'warning',
          message: messageLines(
            `No driver takes the restricted pool "${region.name}".`,
            `${why} Its memory is set aside for nothing, and its devices reach all memory directly.`,
          ),
          claims: [{ kind: 'kept', path: region.path }],
          span: propertySpan(region.node, 'compatible'),
          nodePath: region.path,
        };
      }
    }
  },
};

/** The property with which a pool is refused; by what is written where the boot ends before its driver is asked. */
function forbiddenProperty({ node }: Region, outcome: BootedRegion | undefined): string | undefined {
  const cause = outcome?.cause;
  if (cause?.kind === 'restricted-pool-forbids') return cause.property;
  if (outcome?.state !== 'reserved' || cause?.kind !== 'boot-ended') return undefined;
  return RESTRICTED_POOL_FORBIDS.find((name) => node.properties.has(name));
}

/** What the boot makes of a pool with such a property. */
function refusal(analysis: Analysis, path: string, outcome: BootedRegion | undefined): Statement {
  const cause = outcome?.cause;
  if (cause?.kind !== 'restricted-pool-forbids') return fateOf(analysis, path);
  const isKept = cause.memory?.fate === 'kept';
  const fate = isKept ? 'its memory stays set aside for nothing' : 'gives its memory back';
  return {
    text: `Linux ${analysis.profile.kernel} refuses it and ${fate}, and its devices reach all memory directly`,
    claims: [{ kind: isKept ? 'kept' : 'given-back', path }],
  };
}
