import { type KernelVersion, readKernelVersion } from './kernelVersion.ts';

/** Releases from `from` (the first that has it) up to, and without, `until`. An absent end is open. */
export interface VersionRange {
  readonly from?: string;
  readonly until?: string;
}

export interface Behaviour {
  readonly name: string;
  /** What it is about: a heading of docs/kernel-model.md. */
  readonly topic: string;
  /** What the kernel does where the behaviour holds. */
  readonly summary: string;
  /** The releases that have it; more than one range where a stable series got it back-ported. */
  readonly versions: readonly VersionRange[];
  /** Where that is read, or which recorded boots show it. */
  readonly source: string;
}

/** Everything that differs between the kernels that are modelled. The only place that knows of versions. */
export const BEHAVIOURS = [
  {
    name: 'memreserve-before-regions',
    topic: 'Early memory',
    summary: 'The memory reservation block is reserved before /reserved-memory is scanned, so that it refuses no-map.',
    versions: [{ until: '6.4' }],
    source: 'drivers/of/fdt.c early_init_fdt_scan_reserved_mem; commit b413281876292 "of: fdt: Scan /memreserve/ last"',
  },
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
    versions: [{ from: '6.12', until: '7.1' }],
    source: 'drivers/of/of_reserved_mem.c __rmem_cmp, by fdt_node until regions no longer know their nodes',
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
    source: 'drivers/of/of_reserved_mem.c __reserved_mem_alloc_in_range',
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
    summary: 'An empty reg passes the length check of the late scan, which then reads whatever stands behind it.',
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
    source: 'of_flat_dt_get_addr_size demands exactly one entry; told by the message of the patch that ends it',
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
    name: 'coherent-pool-size-in-kib',
    topic: 'Reserved memory',
    summary: 'The message of a coherent pool counts KiB instead of MiB.',
    versions: [{ from: '7.3' }],
    source: 'boots of 7.3.4 (KiB) against 7.2.13 (MiB); kernel/dma/coherent.c rmem_dma_setup',
  },
  {
    name: 'memory-reg-in-whole-entries',
    topic: 'Early memory',
    summary: '/memory is rejected as a whole where reg has a partial entry; before, whole entries count.',
    versions: [{ from: '6.19' }],
    source: 'drivers/of/fdt.c early_init_dt_scan_memory with of_flat_dt_get_addr_size_prop',
  },
  {
    name: 'memblock-full-is-not-fatal-at-once',
    topic: 'Early memory',
    summary: 'A full region array fails the one request; before paging is up the boot dies later, without a message.',
    versions: [{ until: '6.6' }],
    source: 'mm/memblock.c memblock_double_array; boot 6.1/a26x-70-nomap-sparse against 6.12',
  },
  {
    name: 'memblock-room-for-efi',
    topic: 'Early memory',
    summary: 'With CONFIG_EFI arm64 has room for 1024 memory regions instead of 128.',
    versions: [{ from: '6.1' }],
    source: 'arch/arm64/include/asm/memory.h INIT_MEMBLOCK_MEMORY_REGIONS',
  },
  {
    name: 'one-more-cma-area',
    topic: 'CMA areas',
    summary: 'There is one CMA area more than CONFIG_CMA_AREAS.',
    versions: [{ until: '6.9' }],
    source: 'include/linux/cma.h MAX_CMA_AREAS; boots 6.1/a25b-20-cma against 6.12/a25b-20-cma',
  },
  {
    name: 'cma-areas-fewer-by-default',
    topic: 'CMA areas',
    summary: 'CONFIG_CMA_AREAS is 7 (19 with NUMA) unless configured; later 8 (20).',
    versions: [{ until: '6.9' }],
    source: 'mm/Kconfig CMA_AREAS',
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
    versions: [{ from: '6.12' }],
    source: 'include/linux/pageblock-flags.h',
  },
  {
    name: 'pageblock-max-order-configurable',
    topic: 'CMA areas',
    summary: 'CONFIG_PAGE_BLOCK_MAX_ORDER bounds the pageblock.',
    versions: [{ from: '6.16' }],
    source: 'mm/Kconfig PAGE_BLOCK_MAX_ORDER; boots 7.3-16k-pages and 7.3-64k-pages (16 and 64 MiB)',
  },
  {
    name: 'cma-above-4g-first',
    topic: 'The default area',
    summary: 'The default area is first sought from 4 GiB upwards, bottom-up.',
    versions: [{ from: '5.12' }],
    source: 'mm/cma.c cma_declare_contiguous_nid; commit a4d5613c4dc6',
  },
  {
    name: 'cma-above-4g-by-limit',
    topic: 'The default area',
    summary: 'Whether there is room above 4 GiB is judged by the limit of the area; before, by the end of RAM.',
    versions: [{ from: '6.15' }],
    source: 'mm/cma.c cma_alloc_mem',
  },
  {
    name: 'cma-messages-name-requested-size',
    topic: 'The default area',
    summary: 'The messages about the default area name the size that was asked for; before, the rounded one.',
    versions: [{ from: '6.15' }],
    source: 'mm/cma.c cma_declare_contiguous_nid; boots 7.3-64k-pages (16 MiB asked for, 64 MiB reserved)',
  },
  {
    name: 'cma-slots-exhausted-is-a-failure',
    topic: 'The default area',
    summary: 'A default area without a slot is also reported as one that could not be reserved.',
    versions: [{ from: '6.15' }],
    source: 'mm/cma.c cma_declare_contiguous_nid; boots 7.3/a25b-20-cma against 6.12/a25b-20-cma',
  },
  {
    name: 'cma-limit-of-command-line-wins',
    topic: 'The default area',
    summary: 'The limit in cma=size@start-end replaces the DMA limit; before, the smaller one counts.',
    versions: [{ from: '6.19' }],
    source: 'kernel/dma/contiguous.c dma_contiguous_reserve',
  },
  {
    name: 'cma-reservation-logged-with-node',
    topic: 'The default area',
    summary: 'The messages about the default area end with the NUMA node.',
    versions: [{ from: '6.6', until: '6.15' }],
    source: 'mm/cma.c cma_declare_contiguous_nid; commit bf29bfaa5490, and c009da4258f9 ends it',
  },
  {
    name: 'memory-map-before-default-area',
    topic: 'The default area',
    summary: 'arm64 takes the memory map (64 bytes a page) from the top of RAM before the default area is placed.',
    versions: [{ until: '7.0' }],
    source: 'arch/arm64/mm/init.c bootmem_init; boots of 6.12 (0xbce00000) against 7.2 (0xbea00000)',
  },
  {
    name: 'riscv-default-area-after-regions',
    topic: 'The default area',
    summary: 'riscv reserves the default area after the static regions are initialised; before, it did so earlier.',
    versions: [{ from: '7.3' }],
    source: 'boot riscv-7.3/x09-static-default; arch/riscv/mm/init.c setup_bootmem in 6.12',
  },
  {
    name: 'dma-zone-in-whole-bits',
    topic: 'Early memory',
    summary: 'The DMA zone of arm64 ends at a power of two.',
    versions: [{ until: '6.12' }],
    source: 'arch/arm64/mm/init.c max_zone_phys, dt_zone_dma_bits; commit ba0fb44aed47 ends it',
  },
  {
    name: 'atomic-pool-per-managed-zone',
    topic: 'The default area',
    summary: 'An atomic pool is made for a zone only where the zone has pages; before, always for Normal and DMA32.',
    versions: [{ from: '6.18' }],
    source: 'kernel/dma/pool.c dma_atomic_pool_init; boots of 6.12 (three pools on 2 GiB) against 7.2 (one)',
  },
  {
    name: 'heap-of-default-area',
    topic: 'Heaps',
    summary: 'The default area is a heap under its own name.',
    versions: [{ from: '5.6', until: '6.17' }],
    source: 'drivers/dma-buf/heaps/cma_heap.c',
  },
  {
    name: 'heap-default-cma-region',
    topic: 'Heaps',
    summary: 'The default area is the heap default_cma_region.',
    versions: [{ from: '6.17' }],
    source: 'drivers/dma-buf/heaps/cma_heap.c; commit 854acbe75ff4',
  },
  {
    name: 'heap-legacy-name',
    topic: 'Heaps',
    summary: 'CONFIG_DMABUF_HEAPS_CMA_LEGACY keeps the old name of the default area as a second heap.',
    versions: [{ from: '6.17', until: '6.19' }],
    source: 'drivers/dma-buf/heaps/cma_heap.c; commit 854acbe75ff4',
  },
  {
    name: 'heap-for-each-region',
    topic: 'Heaps',
    summary: 'Every reusable region is a heap, and so is the default area under its own name.',
    versions: [{ from: '6.19' }],
    source: 'drivers/dma-buf/heaps/cma_heap.c; commit 4f5f8baf73, turned around by 25bd73562941',
  },
  {
    name: 'heap-duplicate-checked-by-list',
    topic: 'Heaps',
    summary: 'A second heap of one name is refused by the list of heaps; later by sysfs, with a stack trace.',
    versions: [{ until: '5.10.158' }, { from: '5.11', until: '5.15.82' }, { from: '5.16', until: '6.1' }],
    source: 'drivers/dma-buf/dma-heap.c dma_heap_add; commit 432e25902b96',
  },
  {
    name: 'cma-failure-names-area',
    topic: 'Allocation',
    summary: 'The message of a failed CMA allocation names the area.',
    versions: [{ from: '5.13' }],
    source: 'mm/cma.c cma_alloc; "mm: cma: print region name on failure", Patrick Daly, February 2021',
  },
  {
    name: 'cma-failure-in-helper',
    topic: 'Allocation',
    summary: 'The message of a failed CMA allocation begins with __cma_alloc instead of cma_alloc.',
    versions: [{ from: '6.12' }],
    source: 'mm/cma.c __cma_alloc, which cma_alloc shares with cma_alloc_folio',
  },
  {
    name: 'cma-failure-of-frozen-pages',
    topic: 'Allocation',
    summary: 'The message of a failed CMA allocation begins with __cma_alloc_frozen.',
    versions: [{ from: '7.0' }],
    source: 'mm/cma.c __cma_alloc_frozen; boots of 7.2 and 7.3',
  },
  {
    name: 'cma-failure-is-busy',
    topic: 'Allocation',
    summary:
      'A CMA allocation without a place fails inside with -EBUSY (-16) instead of -ENOMEM (-12), and one that is ' +
      'larger than the area says so too, where it was silent before.',
    versions: [{ from: '6.15' }],
    source: 'mm/cma.c cma_range_alloc (areas of several ranges); boots of 7.2 and 7.3',
  },
  {
    name: 'system-heap-large-blocks',
    topic: 'Allocation',
    summary: 'The system heap tries blocks of 256 and of 16 pages before single pages.',
    versions: [{ from: '5.12' }],
    source: 'drivers/dma-buf/heaps/system_heap.c; "dma-buf: system_heap: Allocate higher order pages if available"',
  },
  {
    name: 'system-heap-maps-by-block',
    topic: 'Allocation',
    summary:
      'mmap of a system buffer maps a block at a time instead of a page, so that a private mapping of one block works.',
    versions: [{ from: '6.18' }],
    source: 'drivers/dma-buf/heaps/system_heap.c system_heap_mmap, Barry Song, August 2025',
  },
] as const satisfies readonly Behaviour[];

export type BehaviourName = (typeof BEHAVIOURS)[number]['name'];

/** The behaviours of one kernel. */
export type Behaviours = ReadonlySet<BehaviourName>;

/** The first and the last series that the table was made for. */
export const MODELLED_VERSIONS = { first: '5.10', last: '7.3' } as const;

function isBefore(version: KernelVersion, other: KernelVersion): boolean {
  if (version.major !== other.major) return version.major < other.major;
  if (version.minor !== other.minor) return version.minor < other.minor;
  return version.patch < other.patch;
}

/** The first release of a bound such as `6.19`. */
function bound(text: string): KernelVersion {
  const version = readKernelVersion(text) ?? { major: 0, minor: 0, patch: 0 };
  return Number.isFinite(version.patch) ? version : { ...version, patch: 0 };
}

const TABLE = (BEHAVIOURS as readonly Behaviour[]).map((behaviour) => ({
  name: behaviour.name as BehaviourName,
  ranges: behaviour.versions.map((range) => ({
    from: range.from === undefined ? undefined : bound(range.from),
    until: range.until === undefined ? undefined : bound(range.until),
  })),
}));

/** The names of the behaviours that a kernel has. */
export function behavioursOf(version: KernelVersion): Behaviours {
  const names = new Set<BehaviourName>();
  for (const { name, ranges } of TABLE) {
    const holds = ranges.some(
      ({ from, until }) =>
        (from === undefined || !isBefore(version, from)) && (until === undefined || isBefore(version, until)),
    );
    if (holds) names.add(name);
  }
  return names;
}

/** Whether a kernel is among those that the table describes; others are treated as the nearest one. */
export function isModelled(version: KernelVersion): boolean {
  const last = bound(MODELLED_VERSIONS.last);
  return (
    !isBefore(version, bound(MODELLED_VERSIONS.first)) &&
    version.major <= last.major &&
    !(version.major === last.major && version.minor > last.minor)
  );
}
