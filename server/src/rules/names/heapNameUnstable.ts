import { baseNameOf } from '../../devicetree/tree/unitAddress.ts';
import { heapsOfRegion } from '../heapOf.ts';
import { isRegionName } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import { renameNode } from '../renameNode.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** A heap whose name changes when its memory moves. */
export const heapNameUnstable: Rule = {
  id: 'heap-name-unstable',
  title: 'The heap’s name contains an address',
  severity: 'hint',
  why:
    'From Linux 6.19 the heap of a region has the node’s whole name, unit address included. It is what programs open: ' +
    'moving the region, which is nobody’s business but the board’s, breaks them. A dynamic region needs no unit address.',
  kernelLog: undefined,
  source: 'drivers/dma-buf/heaps/cma_heap.c, commit 4f5f8baf7341; Documentation/userspace-api/dma-buf-heaps.rst',
  example: {
    wrong: 'camera@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; };',
    right: 'camera { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; };',
  },
  *check({ memory, board, boot, profile }) {
    for (const region of memory.regions) {
      const heap = heapsOfRegion(boot, region.path).find(({ name }) => name === region.name && name.includes('@'));
      if (heap === undefined) continue;
      const dynamic = region.reg.length === 0;
      const plain = baseNameOf(region.name);
      const taken = isRegionName(memory, plain);
      const renamed = dynamic && !taken ? renameNode(board, region.node, plain) : undefined;
      yield {
        message: messageLines(
          `The name of the heap "${heap.name}" has an address in it.`,
          `On Linux ${profile.kernel} programs open this pool as /dev/dma_heap/${heap.name}: moving the region breaks them.`,
          dynamic
            ? 'The kernel chooses its place, so the name needs no address.'
            : 'A dynamic region (size instead of reg) needs no address in its name; else let programs find the heap by a link.',
        ),
        span: nodeSpan(region.node),
        nodePath: region.path,
        fixes: renamed === undefined ? [] : [{ title: `Rename it to ${plain}`, ...renamed, preferred: false }],
      };
    }
  },
};
