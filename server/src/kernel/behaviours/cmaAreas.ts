import type { Behaviour } from './behaviour.ts';

/** How many CMA areas there can be, and their alignment. */
export const CMA_AREAS = [
  {
    name: 'one-more-cma-area',
    topic: 'CMA areas',
    summary: 'There is one CMA area more than CONFIG_CMA_AREAS.',
    versions: [{ until: '6.9' }],
    source:
      'include/linux/cma.h; "mm/cma: make MAX_CMA_AREAS = CONFIG_CMA_AREAS", among the mm changes of 6.9; boots ' +
      '6.1/a25b-20-cma against 6.12/a25b-20-cma',
  },
  {
    name: 'cma-areas-fewer-by-default',
    topic: 'CMA areas',
    summary: 'CONFIG_CMA_AREAS is 7 (19 with NUMA) unless configured; later 8 (20).',
    versions: [{ until: '6.9' }],
    source: 'mm/Kconfig CMA_AREAS; "mm/cma: make MAX_CMA_AREAS = CONFIG_CMA_AREAS", among the mm changes of 6.9',
  },
  {
    name: 'max-order-exclusive',
    topic: 'CMA areas',
    summary: 'CONFIG_ARCH_FORCE_MAX_ORDER is one more than the largest order.',
    versions: [{ until: '6.4' }],
    source: 'include/linux/mmzone.h MAX_ORDER, made inclusive by commit 23baf831a32c',
  },
  {
    name: 'cma-alignment-by-max-order',
    topic: 'CMA areas',
    summary: 'CMA areas are aligned to the largest order, not only to the pageblock.',
    versions: [{ until: '5.19' }],
    source: 'include/linux/cma.h; commit 11ac3e87ce09 "mm: cma: use pageblock_order as the single alignment"',
  },
  {
    name: 'pageblock-of-huge-page',
    topic: 'CMA areas',
    summary: 'Transparent huge pages alone (without HugeTLB) also make the pageblock as large as a huge page.',
    versions: [{ from: '6.10' }],
    source:
      'include/linux/pageblock-flags.h; "mm: set pageblock_order to HPAGE_PMD_ORDER in case with !CONFIG_HUGETLB_PAGE ' +
      'but THP enabled", Baolin Wang, among the mm changes of 6.10',
  },
  {
    name: 'pageblock-max-order-configurable',
    topic: 'CMA areas',
    summary: 'CONFIG_PAGE_BLOCK_MAX_ORDER bounds the pageblock.',
    versions: [{ from: '6.16' }],
    source:
      'mm/Kconfig PAGE_BLOCK_MAX_ORDER (first called PAGE_BLOCK_ORDER); boots 7.3-16k-pages and 7.3-64k-pages (16 and ' +
      '64 MiB)',
  },
] as const satisfies readonly Behaviour[];
