import type { Behaviour } from './behaviour.ts';

/** The default CMA area of the configuration or the command line, and the atomic pools in it. */
export const DEFAULT_AREA = [
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
    versions: [{ from: '6.17' }],
    source:
      'kernel/dma/contiguous.c dma_contiguous_reserve; "dma-contiguous: hornor the cma address limit setup by user", June 2025',
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
    source:
      'arch/arm64/mm/init.c bootmem_init; "arch, mm: consolidate initialization of nodes, zones and memory map", ' +
      'Mike Rapoport, January 2026; boots of 6.12 (0xbce00000) against 7.2 (0xbea00000)',
  },
  {
    name: 'riscv-default-area-after-regions',
    topic: 'The default area',
    summary: 'riscv reserves the default area after the static regions are initialised; before, it did so earlier.',
    versions: [{ from: '7.3' }],
    source:
      'arch/riscv/mm/init.c misc_mem_init, before in setup_bootmem; "riscv: mm: Move dma_contiguous_reserve() after NUMA ' +
      'initialization"; boot riscv-7.3/x09-static-default',
  },
  {
    name: 'atomic-pool-per-managed-zone',
    topic: 'The default area',
    summary: 'An atomic pool is made for a zone only where the zone has pages; before, always for Normal and DMA32.',
    versions: [{ from: '6.19' }],
    source:
      'kernel/dma/pool.c dma_atomic_pool_init; commit c6ccd0988074 "dma/pool: Avoid allocating redundant pools" ' +
      '(6.19-rc7); boots of 6.12 (three pools on 2 GiB) against 7.2 (one)',
  },
] as const satisfies readonly Behaviour[];
