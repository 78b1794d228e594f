import type { Behaviour } from './behaviour.ts';

/** How `/reserved-memory` is read and what its regions become. */
export const RESERVED_MEMORY = [
  {
    name: 'regions-initialised-by-address',
    topic: 'Reserved memory',
    summary:
      'All regions are saved, sorted by base (dynamic ones first, equal ones in the order that the heapsort leaves), ' +
      'checked for overlaps, and then placed and initialised in that order; at most 64 are kept.',
    versions: [{ until: '6.12' }],
    source: 'drivers/of/of_reserved_mem.c fdt_init_reserved_mem; commits 8a6e02d0c00e and 00c9a452a235 end it',
  },
  {
    name: 'reserved-memory-scanned-by-fdt',
    topic: 'Reserved memory',
    summary: 'Messages of the early scan begin with "OF: fdt: "; later ones with "OF: reserved mem: ".',
    versions: [{ until: '6.12' }],
    source: 'drivers/of/fdt.c, from which the scan moved to drivers/of/of_reserved_mem.c',
  },
  {
    name: 'region-range-logged',
    topic: 'Reserved memory',
    summary: 'Every region that is kept is logged with its range, "map" or "nomap", "reusable" or "non-reusable".',
    versions: [{ from: '6.4' }],
    source: 'drivers/of/of_reserved_mem.c; commit aeb9267eb6b1 "of: reserved-mem: print out reserved-mem details"',
  },
  {
    name: 'equal-regions-in-tree-order',
    topic: 'Reserved memory',
    summary: 'Of regions with one base and size the one that stands first in the tree comes first.',
    versions: [{ from: '6.5', until: '7.1' }],
    source:
      'drivers/of/of_reserved_mem.c __rmem_cmp; commit 4cea2821882b "of: reserved_mem: Use stable allocation order"',
  },
  {
    name: 'sort-pops-two',
    topic: 'Reserved memory',
    summary: 'The heapsort takes two elements off the heap at a time, which changes the order of equal ones.',
    versions: [{ from: '6.9' }],
    source: 'lib/sort.c sort_r; boots of 7.2 and 6.1 with identical regions (a37b-overlap-identical)',
  },
  {
    name: 'failed-placement-names-size',
    topic: 'Reserved memory',
    summary: 'The message about a region that found no place names its size.',
    versions: [{ from: '5.18' }],
    source: 'drivers/of/of_reserved_mem.c __reserved_mem_alloc_size, 5.17 against 6.1',
  },
  {
    name: 'placement-near-neighbours',
    topic: 'Reserved memory',
    summary: 'Within alloc-ranges the direction of the search follows regions that touch the range.',
    versions: [{ from: '6.5' }],
    source: 'drivers/of/of_reserved_mem.c __reserved_mem_alloc_in_range; commit 83ba7361e168',
  },
  {
    name: 'malformed-reg-means-absent',
    topic: 'Reserved memory',
    summary:
      'A reg or alloc-ranges whose length is no multiple of the root cells is treated as absent, without a word.',
    versions: [{ from: '6.19' }],
    source: 'of_flat_dt_get_addr_size_prop, Yuntao Wang (commit 85a8a30c5b8e and following)',
  },
  {
    name: 'empty-reg-read-past-its-end',
    topic: 'Reserved memory',
    summary: 'An empty reg passes the length check of the late scan, which then reads whatever follows it.',
    versions: [{ from: '6.12', until: '6.18.9' }],
    source: 'drivers/of/of_reserved_mem.c fdt_scan_reserved_mem_reg_nodes; boot 6.12/a33-reg-empty',
  },
  {
    name: 'empty-reg-means-absent',
    topic: 'Reserved memory',
    summary: 'An empty reg is treated as absent, so that size is looked at.',
    versions: [{ from: '7.2' }],
    source: '"of: reserved_mem: only support one <base size> entry in reg property", Wandun Chen, May 2026',
  },
  {
    name: 'only-first-reg-entry-reserved',
    topic: 'Reserved memory',
    summary: 'Only the first entry of reg is reserved, with a warning.',
    versions: [{ from: '7.2' }],
    source: '"of: reserved_mem: only support one <base size> entry in reg property", Wandun Chen, May 2026',
  },
  {
    name: 'several-reg-entries-ignored-late',
    topic: 'Reserved memory',
    summary: 'A node with several reg entries is reserved whole, but never becomes a region.',
    versions: [{ from: '6.18.9', until: '7.2' }],
    source: 'of_flat_dt_get_addr_size demands exactly one entry; the message of the patch that ends it says so',
  },
  {
    name: 'unused-reg-entries-warned',
    topic: 'Reserved memory',
    summary: 'Entries of reg after the first are reserved but not part of the region; a warning counts them.',
    versions: [{ from: '6.12', until: '6.18.9' }],
    source: 'drivers/of/of_reserved_mem.c fdt_scan_reserved_mem_reg_nodes',
  },
  {
    name: 'unsupported-root-clears-count',
    topic: 'Reserved memory',
    summary: 'Where the cells of /reserved-memory do not fit, no array for regions is made.',
    versions: [{ from: '7.2' }],
    source: 'drivers/of/of_reserved_mem.c fdt_scan_reserved_mem',
  },
  {
    name: 'cma-command-line-skips-early',
    topic: 'Reserved memory',
    summary: 'With cma= on the command line a linux,cma-default node is skipped before anything is reserved for it.',
    versions: [{ from: '6.18.9' }],
    source: 'commit 0fd17e598333 (6.19-rc8, back-ported to 6.18.9); kernel/dma/contiguous.c __rmem_cma_verify_node',
  },
  {
    name: 'cma-command-line-skips-any-node',
    topic: 'Reserved memory',
    summary: 'The skip looks at linux,cma-default alone, reusable or not.',
    versions: [{ from: '6.18.9', until: '7.1' }],
    source: 'drivers/of/of_reserved_mem.c before "of: reserved_mem: replace CMA quirks by generic methods"',
  },
  {
    name: 'region-drivers-declare-nodes',
    topic: 'Reserved memory',
    summary:
      'Matching of compatible stops at the first driver that does not answer -ENODEV; CMA answers that for nodes which ' +
      'are not reusable or are no-map, and such regions are kept; rejected regions leave the table.',
    versions: [{ from: '7.1' }],
    source: 'drivers/of/of_reserved_mem.c __reserved_mem_init_node, Marek Szyprowski, March 2026',
  },
  {
    name: 'restricted-pools',
    topic: 'Reserved memory',
    summary:
      'restricted-dma-pool regions are bounce buffers of the devices that name them; before, plain reservations.',
    versions: [{ from: '5.15' }],
    source: 'kernel/dma/swiotlb.c rmem_swiotlb_setup; "swiotlb: Add restricted DMA pool initialization", Claire Chang',
  },
  {
    name: 'coherent-pool-size-in-kib',
    topic: 'Reserved memory',
    summary: 'The message of a coherent pool counts KiB instead of MiB.',
    versions: [{ from: '7.3' }],
    source: 'boots of 7.3.4 (KiB) against 7.2.13 (MiB); kernel/dma/coherent.c rmem_dma_setup',
  },
] as const satisfies readonly Behaviour[];
