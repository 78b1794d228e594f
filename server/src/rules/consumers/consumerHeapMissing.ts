import type { HeapConsumer } from '../../consumers/heapConsumer.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';
import { nearPool } from './heapRenameBreaksConsumer.ts';

/** A program that finds none of the heaps that it opens. */
export const consumerHeapMissing: Rule = {
  id: 'consumer-heap-missing',
  title: 'A program finds none of the heaps it opens',
  severity: 'warning',
  why:
    'Programs open heaps by names they know, in a fixed order: libcamera linux,cma and reserved, for one. Which heaps ' +
    'there are depends on the tree, the kernel’s version and its command line: before 6.17 the default area is the only ' +
    'CMA heap, by its node’s name or "reserved"; since 6.19 every CMA pool is one. Only programs that the ' +
    'configuration file names are looked at. Links that udev makes are not known.',
  kernelLog: undefined,
  source: 'drivers/dma-buf/heaps/cma_heap.c; server/src/consumers/heapConsumers.ts with the source of each program',
  example: {
    wrong:
      '// consumers: [{"name": "viewer", "heaps": ["frames"]}]\n' +
      'camera { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; };',
    right:
      '// consumers: [{"name": "viewer", "heaps": ["frames"]}]\n' +
      'frames { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; };',
  },
  *check(analysis) {
    const { board, memory, boot, profile, consumers } = analysis;
    // A boot that ends early has no heaps at all, and says why itself.
    if (consumers.length === 0 || !boot.booted) return;
    const names = boot.heaps.map(({ name }) => name);
    for (const consumer of consumers) {
      // Of a pool that is all but the right one, heap-rename-breaks-consumer says more.
      if (consumer.heaps.some((heap) => names.includes(heap)) || nearPool(analysis, consumer) !== undefined) continue;
      const { reservedMemory } = memory;
      yield {
        message: messageLines(
          `${consumer.name} finds none of the heaps it opens.`,
          `It opens ${quoted(consumer.heaps)}. Under Linux ${profile.kernel} there ` +
            `${names.length === 1 ? 'is' : 'are'} ${names.length === 0 ? 'none' : quoted(names)}.`,
          advice(consumer),
        ),
        span: nodeSpan(reservedMemory ?? board.tree.root),
        nodePath: reservedMemory === undefined ? '/' : '/reserved-memory',
      };
    }
  },
};

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** What would give the program a heap, and where its names were read. */
function advice({ heaps, source, recorded }: HeapConsumer): string {
  const name = heaps.length > 1 ? 'one of the names' : 'that name';
  const read = source === undefined ? '' : ` Its names come from ${source}, as of ${recorded}.`;
  return `Give a reusable pool ${name}, or link another heap to it in /dev/dma_heap.${read}`;
}
