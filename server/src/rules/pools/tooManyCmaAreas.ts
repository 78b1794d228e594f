import { bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** CMA pools, a line each. */
const pools = (count: number): string =>
  Array.from({ length: count }, (_, at) => {
    const base = (0x5000_0000 + at * 0x20_0000).toString(16);
    return `camera-${at}@${base} { compatible = "shared-dma-pool"; reusable; reg = <0x${base} 0x200000>; };`;
  }).join('\n');

/** A CMA pool beyond the number of areas that the kernel was built for. */
export const tooManyCmaAreas: Rule = {
  id: 'too-many-cma-areas',
  title: 'There are more CMA pools than CONFIG_CMA_AREAS',
  severity: 'error',
  why:
    'The kernel has CONFIG_CMA_AREAS slots for CMA areas (one more in old versions), which the default area shares. A pool ' +
    'that finds none is rejected and its memory given back to the system; with all slots taken there is no default area.',
  kernelLog: 'cma: Not enough slots for CMA reserved regions!',
  source: 'mm/cma.c cma_init_reserved_mem; mm/Kconfig CMA_AREAS; recorded boots a25*',
  example: { wrong: pools(21), right: pools(19) },
  *check({ memory, boot, profile }) {
    for (const region of memory.regions) {
      const outcome = bootedRegion(boot, region.path);
      if (outcome?.cause?.kind !== 'cma-slots-full') continue;
      yield {
        message: messageLines(
          `Linux ${profile.kernel} has no slot for the CMA pool "${region.name}".`,
          `It gives its memory back to the system: ${outcome.cause.limit} areas are all it was built for.`,
          'Raise CONFIG_CMA_AREAS, or have fewer pools.',
        ),
        claims: [{ kind: 'given-back', path: region.path }],
        span: nodeSpan(region.node),
        nodePath: region.path,
        kernelLog: logOf(boot, region.path, 'cma-slots-full')?.line,
      };
    }
  },
};
