import type { Behaviour } from './behaviour.ts';

/** Allocating from heaps. */
export const ALLOCATION = [
  {
    name: 'cma-failure-names-area',
    topic: 'Allocation',
    summary: 'The message of a failed CMA allocation names the area.',
    versions: [{ from: '5.13' }],
    commits: ['mm: cma: print region name on failure'],
    source: 'mm/cma.c cma_alloc',
  },
  {
    name: 'cma-failure-in-helper',
    topic: 'Allocation',
    summary: 'The message of a failed CMA allocation begins with __cma_alloc instead of cma_alloc.',
    versions: [{ from: '6.12' }],
    commits: ['463586e9ff39'],
    source: 'mm/cma.c __cma_alloc, which cma_alloc shares with cma_alloc_folio',
  },
  {
    name: 'cma-failure-of-frozen-pages',
    topic: 'Allocation',
    summary: 'The message of a failed CMA allocation begins with __cma_alloc_frozen.',
    versions: [{ from: '7.0' }],
    commits: ['9bda131c6093'],
    source: 'mm/cma.c __cma_alloc_frozen; boots of 7.2 and 7.3',
  },
  {
    name: 'cma-failure-is-busy',
    topic: 'Allocation',
    summary:
      'A CMA allocation without a place fails inside with -EBUSY (-16) instead of -ENOMEM (-12), and one that is ' +
      'larger than the area says so too, where it was silent before.',
    versions: [{ from: '6.15' }],
    commits: ['c009da4258f9'],
    source: 'mm/cma.c cma_range_alloc (areas of several ranges); boots of 7.2 and 7.3',
  },
  {
    name: 'system-heap-large-blocks',
    topic: 'Allocation',
    summary: 'The system heap tries blocks of 256 and of 16 pages before single pages.',
    versions: [{ from: '5.12' }],
    commits: ['dma-buf: system_heap: Allocate higher order pages if available'],
    source: 'drivers/dma-buf/heaps/system_heap.c',
  },
  {
    name: 'system-heap-maps-by-block',
    topic: 'Allocation',
    summary:
      'mmap of a system buffer maps a block at a time instead of a page, so that a private mapping of one block works.',
    versions: [{ from: '6.19' }],
    commits: ['04c7adb5871a'],
    source: 'drivers/dma-buf/heaps/system_heap.c system_heap_mmap',
  },
  {
    name: 'system-heap-shares-helpers',
    topic: 'Allocation',
    summary:
      'The system heap exports through helpers that it shares with the CMA heap: only shared mappings, and ENOMEM for ' +
      'every device mapping that fails.',
    versions: [{ until: '5.11' }],
    commits: ['dma-buf: system_heap: Rework system heap to use sgtables'],
    source: 'drivers/dma-buf/heaps/heap-helpers.c',
  },
  {
    name: 'mapping-error-passed-on',
    topic: 'Allocation',
    summary:
      'dma_map_sgtable answers the error of the mapping (-EIO where a segment is out of reach) instead of -EINVAL.',
    versions: [{ from: '5.15' }],
    commits: ['fffe3cc8c219'],
    source: 'kernel/dma/mapping.c dma_map_sgtable; device boots of 6.12 and 7.3',
  },
] as const satisfies readonly Behaviour[];
