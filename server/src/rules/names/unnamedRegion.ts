import { baseNameOf } from '../../devicetree/tree/unitAddress.ts';
import { OWN_NODE } from '../evidence.ts';
import { heapsOfRegion } from '../heapOf.ts';
import { messageLines } from '../messageLines.ts';
import { asksForCma, isSharedPool } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** Names that any pool could bear: they say what all regions are, not what this one is for. */
const GENERIC =
  /^(?:(?:reserved|rsvd|rmem|resv)[-_]?)?(?:memory|mem|region|buffer|buf|pool|heap|area|block|carveout|carve-out|node|shared-dma-pool|dma|dma-pool|cma-pool|cma)?[-_]?\d*$/;

/** A pool whose name does not say what it is for. */
export const unnamedRegion: Rule = {
  id: 'unnamed-region',
  title: 'A pool’s name does not say what it is for',
  severity: 'warning',
  evidence: OWN_NODE,
  why:
    'From Linux 6.19 the node’s name is the heap’s name, /dev/dma_heap/memory@60000000: programs open it by that name, ' +
    'so it is an interface. A name that says nothing cannot be told from another board’s pool, and cannot stay when the ' +
    'memory moves. The proposed coherent heap exposes every coherent pool the same way, and refuses one without a name.',
  kernelLog: undefined,
  source:
    'drivers/dma-buf/heaps/cma_heap.c (6.19); review of the coherent heap, v1 to v3; reserved-memory.yaml (purpose-based names)',
  example: {
    wrong: 'memory@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; };',
    right: 'camera@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; };',
  },
  *check({ memory, boot, profile }) {
    for (const region of memory.regions) {
      if (!isSharedPool(region) || !GENERIC.test(baseNameOf(region.name).toLowerCase())) continue;
      const [heap] = heapsOfRegion(boot, region.path).filter(({ name }) => name === region.name);
      yield {
        severity: heap === undefined ? 'information' : 'warning',
        message: messageLines(
          `The name of the pool "${region.name}" does not say what it is for.`,
          heap === undefined
            ? `On Linux ${profile.kernel} no heap bears it, but ${asksForCma(region) ? 'from Linux 6.19 one does' : 'under the proposed coherent heap one does'}.`
            : `On Linux ${profile.kernel} programs open it as /dev/dma_heap/${heap.name}.`,
          'Name the node after its purpose, such as "camera" or "dsp-messages".',
        ),
        span: nodeSpan(region.node),
        nodePath: region.path,
      };
    }
  },
};
