import type { Behaviour } from './behaviour.ts';

/** Which heaps there are. */
export const HEAPS = [
  {
    name: 'heap-of-default-area',
    topic: 'Heaps',
    summary: 'The default area is a heap under its own name.',
    versions: [{ from: '5.6', until: '6.17' }],
    commits: ['b61614ec318a', '854acbe75ff4'],
    source: 'drivers/dma-buf/heaps/cma_heap.c',
  },
  {
    name: 'heap-default-cma-region',
    topic: 'Heaps',
    summary: 'The default area is the heap default_cma_region.',
    versions: [{ from: '6.17' }],
    commits: ['854acbe75ff4'],
    source: 'drivers/dma-buf/heaps/cma_heap.c',
  },
  {
    name: 'heap-legacy-name',
    topic: 'Heaps',
    summary: 'CONFIG_DMABUF_HEAPS_CMA_LEGACY keeps the old name of the default area as a second heap.',
    versions: [{ from: '6.17', until: '6.19' }],
    commits: ['854acbe75ff4', '4f5f8baf73', '25bd73562941'],
    source: 'drivers/dma-buf/heaps/cma_heap.c',
  },
  {
    name: 'heap-for-each-region',
    topic: 'Heaps',
    summary: 'Every reusable region is a heap, and so is the default area under its own name.',
    versions: [{ from: '6.19' }],
    commits: ['4f5f8baf73', '25bd73562941'],
    source: 'drivers/dma-buf/heaps/cma_heap.c; the second change turns the first around',
  },
  {
    name: 'heap-duplicate-checked-by-list',
    topic: 'Heaps',
    summary: 'A second heap of one name is refused by the list of heaps; later by sysfs, with a stack trace.',
    versions: [{ until: '5.10.158' }, { from: '5.11', until: '5.15.82' }, { from: '5.16', until: '6.1' }],
    commits: ['432e25902b96'],
    source: 'drivers/dma-buf/dma-heap.c dma_heap_add',
  },
] as const satisfies readonly Behaviour[];
