import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import { asksForCma } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** The names of the kernel's own heaps. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ['system', 'the system heap'],
  ['default_cma_region', 'the heap of the default CMA area'],
  ['reserved', 'the CMA area that the kernel makes of its configuration or of cma='],
]);

/** A pool that bears a name of the kernel's own heaps. */
export const heapNameReserved: Rule = {
  id: 'heap-name-reserved',
  title: 'A pool bears the name of one of the kernel’s own heaps',
  severity: 'warning',
  evidence: OWN_NODE,
  why:
    'system, default_cma_region and reserved are names that the kernel registers itself. A pool of that name loses its ' +
    'heap, or takes the name from the kernel’s (a pool called reserved does), and programs open memory they did not mean.',
  kernelLog: undefined,
  source: 'drivers/dma-buf/heaps/{system_heap,cma_heap}.c; mm/cma.c; recorded boots a21*',
  example: {
    wrong: 'reserved { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; };',
    right: 'frames { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; };',
  },
  *check({ memory, boot, profile }) {
    for (const region of memory.regions) {
      const owner = RESERVED.get(region.name);
      if (owner === undefined || !asksForCma(region)) continue;
      yield {
        message: messageLines(
          `The name "${region.name}" is the kernel's own.`,
          `Linux calls ${owner} so. On Linux ${profile.kernel} a program that opens that name may get the other memory, or ` +
            'the pool has no heap at all.',
          'Name the node after its purpose.',
        ),
        span: nodeSpan(region.node),
        nodePath: region.path,
        kernelLog: boot.log.find(({ event, heap }) => event === 'heap-not-added' && heap === region.name)?.line,
      };
    }
  },
};
