import type { Behaviour } from './behaviour.ts';

/** Memory before `/reserved-memory` is scanned. */
export const EARLY_MEMORY = [
  {
    name: 'memreserve-before-regions',
    topic: 'Early memory',
    summary: 'The memory reservation block is reserved before /reserved-memory is scanned, so that it refuses no-map.',
    versions: [{ until: '6.4' }],
    commits: ['b413281876292'],
    source: 'drivers/of/fdt.c early_init_fdt_scan_reserved_mem',
  },
  {
    name: 'no-map-removes-memory',
    topic: 'Early memory',
    summary:
      'No-map memory is removed from RAM without a look at who has reserved it; later it stays RAM that is not mapped.',
    versions: [{ until: '5.12' }],
    commits: ['86588296acbf', '8a5a75e5e9e5'],
    source: 'drivers/of/fdt.c early_init_dt_reserve_memory_arch',
  },
  {
    name: 'memory-reg-in-whole-entries',
    topic: 'Early memory',
    summary: '/memory is rejected as a whole where reg has a partial entry; before, whole entries count.',
    versions: [{ from: '6.19' }],
    commits: ['of/fdt: Simplify the logic of early_init_dt_scan_memory()'],
    source: 'drivers/of/fdt.c early_init_dt_scan_memory with of_flat_dt_get_addr_size_prop',
  },
  {
    name: 'memblock-allocations-apart',
    topic: 'Early memory',
    summary:
      'What memblock allocates is kept apart from what is reserved, so that neighbours of both kinds do not merge: a ' +
      'dynamic region of size 0 is placed between them.',
    versions: [{ from: '6.16' }],
    commits: ['4c78cc596bb8'],
    source: 'mm/memblock.c memblock_alloc_range_nid, MEMBLOCK_RSRV_KERN; boots of 7.3.4',
  },
  {
    name: 'memblock-full-is-not-fatal-at-once',
    topic: 'Early memory',
    summary: 'A full region array fails the one request; before paging is up the boot dies later, without a message.',
    versions: [{ until: '6.7' }],
    commits: ['e96c6b8f212a'],
    source: 'mm/memblock.c memblock_double_array; boot 6.1/a26x-70-nomap-sparse against 6.12',
  },
  {
    name: 'memblock-room-for-efi',
    topic: 'Early memory',
    summary: 'With CONFIG_EFI arm64 has room for 1024 memory regions instead of 128.',
    versions: [{ from: '6.0' }],
    commits: ['450d0e74d886'],
    source: 'arch/arm64/include/asm/memory.h INIT_MEMBLOCK_MEMORY_REGIONS',
  },
  {
    name: 'linear-map-in-whole-pages',
    topic: 'Early memory',
    summary:
      'arm64 maps whole pages of RAM alone: the rest of a page that a no-map region takes in part has no mapping, while ' +
      'memblock hands it out.',
    versions: [{ from: '6.12.117', until: '6.13' }, { from: '7.3' }],
    commits: ['7ace06a01efa'],
    source:
      'arch/arm64/mm/mmu.c map_mem; the stable update 6.12.117 has the change, and no earlier 6.12; boots minimal-*/n1-nomap-odd-dyn: 6.12.117 and 7.3.4 panic, 6.1.192 and 7.2.13 boot',
    booted: { having: ['6.12.117', '7.3.4'], lacking: ['6.1.192', '7.2.13'] },
    unsettled: [
      { from: '6.1.193', until: '6.12' },
      { from: '6.13', until: '7.2' },
      { from: '7.2.14', until: '7.3.4' },
    ],
  },
  {
    name: 'riscv-ram-below-kernel-ignored',
    topic: 'Early memory',
    summary: 'riscv leaves out RAM below the kernel image, as arm does.',
    versions: [{ until: '6.4' }],
    commits: ['3335068f8721'],
    source: 'drivers/of/fdt.c early_init_dt_add_memory_arch, MIN_MEMBLOCK_ADDR. Read, not booted',
  },
  {
    name: 'dma-zone-in-whole-bits',
    topic: 'Early memory',
    summary: 'The DMA zone of arm64 ends at a power of two.',
    versions: [{ until: '6.12' }],
    commits: ['ba0fb44aed47'],
    source: 'arch/arm64/mm/init.c max_zone_phys, dt_zone_dma_bits',
  },
  {
    name: 'swiotlb-for-unaligned-kmalloc',
    topic: 'Early memory',
    summary:
      'Where every device reaches all of RAM a swiotlb of a thousandth of it is kept, for kmalloc buffers that share ' +
      'cache lines (CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC).',
    versions: [{ from: '6.5' }],
    commits: ['arm64: enable ARCH_WANT_KMALLOC_DMA_BOUNCE'],
    source: 'arch/arm64/mm/init.c mem_init',
  },
] as const satisfies readonly Behaviour[];
