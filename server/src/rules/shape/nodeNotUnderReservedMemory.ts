import { nodePath } from '../../devicetree/tree/deviceTree.ts';
import { strayRegions } from '../../memory/memoryMap.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

/** A region that stands where the kernel does not look for one. */
export const nodeNotUnderReservedMemory: Rule = {
  id: 'node-not-under-reserved-memory',
  title: 'A region stands outside of /reserved-memory',
  severity: 'warning',
  evidence: OWN_NODE,
  why:
    'The kernel reads the direct children of /reserved-memory and nothing else. A pool or a no-map carve-out elsewhere, also ' +
    'one level deeper or in a reserved-memory node below a bus, reserves nothing: it becomes no CMA area, no pool and no ' +
    'heap, and the kernel uses the memory that it should keep off.',
  kernelLog: undefined,
  source: 'drivers/of/of_reserved_mem.c fdt_scan_reserved_mem; recorded boots a27*',
  example: {
    wrong: '/ { pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; }; };',
    right:
      '/ { reserved-memory { pool@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; }; }; };',
  },
  *check({ board, profile }) {
    for (const { node, isPool } of strayRegions(board.tree)) {
      yield {
        message: messageLines(
          `"${node.name}" asks ${isPool ? 'for a pool' : 'to be no-map'} outside of /reserved-memory.`,
          `It stands at ${nodePath(node)}. Linux ${profile.kernel} looks at the direct children of /reserved-memory only: ` +
            'nothing is reserved.',
          'Move it there.',
        ),
        claims: [{ kind: 'not-reserved', path: nodePath(node) }],
        span: propertySpan(node, isPool ? 'compatible' : 'no-map'),
        nodePath: nodePath(node),
      };
    }
  },
};
