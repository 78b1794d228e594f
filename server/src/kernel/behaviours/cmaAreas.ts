import type { Behaviour } from './behaviour.ts';

/** How many CMA areas there can be, and their alignment. */
export const CMA_AREAS = [
  {
    name: 'one-more-cma-area',
    topic: 'CMA areas',
    summary: 'There is one CMA area more than CONFIG_CMA_AREAS.',
    versions: [{ until: '6.9' }],
    commits: ['mm/cma: make MAX_CMA_AREAS = CONFIG_CMA_AREAS'],
    source: 'include/linux/cma.h; boots 6.1/a25b-20-cma against 6.12/a25b-20-cma',
  },
  {
    name: 'cma-areas-fewer-by-default',
    topic: 'CMA areas',
    summary: 'CONFIG_CMA_AREAS is 7 (19 with NUMA) unless configured; later 8 (20).',
    versions: [{ until: '6.9' }],
    commits: ['mm/cma: make MAX_CMA_AREAS = CONFIG_CMA_AREAS'],
    source: 'mm/Kconfig CMA_AREAS',
  },
  {
    name: 'max-order-exclusive',
    topic: 'CMA areas',
    summary: 'CONFIG_ARCH_FORCE_MAX_ORDER is one more than the largest order.',
    versions: [{ until: '6.4' }],
    commits: ['23baf831a32c'],
    source: 'include/linux/mmzone.h MAX_ORDER',
  },
  {
    name: 'cma-alignment-by-max-order',
    topic: 'CMA areas',
    summary: 'CMA areas are aligned to the largest order, not only to the pageblock.',
    versions: [{ until: '5.19' }],
    commits: ['11ac3e87ce09'],
    source: 'include/linux/cma.h CMA_MIN_ALIGNMENT_PAGES',
  },
  {
    name: 'pageblock-of-huge-page',
    topic: 'CMA areas',
    summary: 'Transparent huge pages alone (without HugeTLB) also make the pageblock as large as a huge page.',
    versions: [{ from: '6.10' }],
    commits: ['mm: set pageblock_order to HPAGE_PMD_ORDER in case with !CONFIG_HUGETLB_PAGE but THP enabled'],
    source: 'include/linux/pageblock-flags.h',
  },
  {
    name: 'pageblock-max-order-configurable',
    topic: 'CMA areas',
    summary: 'CONFIG_PAGE_BLOCK_MAX_ORDER bounds the pageblock.',
    versions: [{ from: '6.16' }],
    commits: ['e13e7922d034'],
    source:
      'mm/Kconfig PAGE_BLOCK_MAX_ORDER (first called PAGE_BLOCK_ORDER); boots 7.3-16k-pages and 7.3-64k-pages (16 and ' +
      '64 MiB)',
  },
] as const satisfies readonly Behaviour[];
