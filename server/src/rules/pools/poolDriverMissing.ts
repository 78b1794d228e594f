import { bootedRegion } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { messageLines } from '../messageLines.ts';
import { isSharedPool, kindOf } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

/** A pool whose driver this kernel's configuration leaves out. */
export const poolDriverMissing: Rule = {
  id: 'pool-driver-missing',
  title: 'The kernel is built without the driver of a pool',
  severity: 'error',
  why:
    'A reusable shared-dma-pool needs CONFIG_DMA_CMA, any other one CONFIG_DMA_DECLARE_COHERENT. Without the option no ' +
    'driver takes the pool: older kernels refuse it with a line that names no reason and give its memory back, newer ones ' +
    'set its memory aside for nothing, which is a warning. Of restricted pools restricted-pool-misuse speaks.',
  kernelLog: 'OF: reserved mem: node … compatible matching fail',
  source: 'kernel/dma/Kconfig; kernel/dma/Makefile; drivers/of/of_reserved_mem.c __reserved_mem_init_node',
  example: {
    wrong:
      '// profile: {"config": {"CONFIG_DMA_CMA": "n"}}\ncamera@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; };',
    right:
      '// profile: {"config": {"CONFIG_DMA_CMA": "y"}}\ncamera@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; };',
  },
  *check({ memory, boot, profile }) {
    for (const region of memory.regions) {
      const outcome = bootedRegion(boot, region.path);
      if (!isSharedPool(region) || outcome?.cause?.kind !== 'driver-not-configured') continue;
      yield {
        severity: outcome.state === 'released' ? 'error' : 'warning',
        message: messageLines(
          `No driver takes the ${kindOf(region)} "${region.name}".`,
          `This Linux ${profile.kernel} is built without ${outcome.cause.option}: ${fate(outcome)}.`,
          `Enable ${outcome.cause.option}.`,
        ),
        claims: [{ kind: outcome.state === 'released' ? 'given-back' : 'kept', path: region.path }],
        span: propertySpan(region.node, 'compatible'),
        nodePath: region.path,
        kernelLog: logOf(boot, region.path, 'node-refused')?.line,
      };
    }
  },
};

function fate({ state, cause }: BootedRegion): string {
  if (state !== 'released') return 'its memory is set aside for nothing';
  const isUnmapped = cause?.kind === 'driver-not-configured' && cause.memory?.unmapped === true;
  return `it is refused, and its memory goes back to the system${isUnmapped ? ', which has no mapping for it: the first use panics' : ''}`;
}
