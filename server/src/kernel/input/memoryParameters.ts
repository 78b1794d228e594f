/** One way to write a parameter of the kernel's command line. */
export interface ParameterForm {
  /** An example that is complete; its numbers are meant to be replaced. */
  readonly text: string;
  readonly meaning: string;
}

/** A parameter of the kernel's command line that changes what becomes of memory. */
export interface MemoryParameter {
  readonly name: string;
  readonly forms: readonly ParameterForm[];
  readonly meaning: string;
  /** The first kernel that reads it; absent where every modelled kernel does. */
  readonly since?: string;
  readonly source: string;
}

/** The parameters about memory, those that decide the default CMA area first. Sizes take K, M and G. */
export const MEMORY_PARAMETERS: readonly MemoryParameter[] = [
  {
    name: 'cma',
    forms: [
      { text: 'cma=64M', meaning: 'a default CMA area of this size, placed by the kernel' },
      { text: 'cma=64M@0x80000000', meaning: 'at this address' },
      { text: 'cma=64M@0x80000000-0xc0000000', meaning: 'between these addresses' },
      { text: 'cma=0', meaning: 'no default CMA area' },
    ],
    meaning:
      'The default CMA area: its size, and where it is to lie. It takes precedence over the Kconfig default and over a ' +
      'pool with linux,cma-default.',
    source: 'kernel/dma/contiguous.c early_cma',
  },
  {
    name: 'mem',
    forms: [{ text: 'mem=1024M', meaning: 'RAM is cut to this size' }],
    meaning:
      'Limits the RAM that the kernel uses: arm64 and riscv keep this much, arm takes size@start as a bank in the place of ' +
      'those that the tree names.',
    source: 'arch/arm64/mm/init.c early_mem, arch/arm/kernel/setup.c early_mem',
  },
  {
    name: 'swiotlb',
    forms: [
      { text: 'swiotlb=32768', meaning: 'slots of 2 KiB: 64 MiB of bounce buffers' },
      { text: 'swiotlb=force', meaning: 'bounces every transfer' },
      { text: 'swiotlb=noforce', meaning: 'never bounces' },
    ],
    meaning: 'The bounce buffers of devices that do not reach all memory, in slots of 2 KiB.',
    source: 'kernel/dma/swiotlb.c setup_io_tlb_npages',
  },
  {
    name: 'coherent_pool',
    forms: [{ text: 'coherent_pool=1M', meaning: 'for each pool of atomic coherent memory' }],
    meaning: 'How much memory is set aside for coherent allocations that must not sleep.',
    source: 'kernel/dma/pool.c early_coherent_pool',
  },
  {
    name: 'reserve_mem',
    forms: [{ text: 'reserve_mem=4M:4096:oops', meaning: 'size, alignment and a name' }],
    meaning:
      'Reserves memory that others look up by its name, such as ramoops by mem_name; where it lies is not promised from ' +
      'one boot to the next.',
    since: '6.11',
    source: 'mm/memblock.c reserve_mem',
  },
  {
    name: 'numa_cma',
    forms: [{ text: 'numa_cma=0:64M', meaning: 'node and size, separated by commas' }],
    meaning: 'A CMA area on each of the NUMA nodes that are named.',
    since: '6.6',
    source: 'kernel/dma/contiguous.c early_numa_cma',
  },
  {
    name: 'cma_pernuma',
    forms: [{ text: 'cma_pernuma=64M', meaning: 'on each NUMA node' }],
    meaning: 'A CMA area of this size on each NUMA node.',
    since: '5.10',
    source: 'kernel/dma/contiguous.c early_cma_pernuma',
  },
  {
    name: 'hugetlb_cma',
    forms: [{ text: 'hugetlb_cma=1G', meaning: 'for pages of 1 GiB' }],
    meaning: 'A CMA area from which gigantic pages are allocated.',
    since: '5.7',
    source: 'mm/hugetlb.c hugetlb_cma_reserve',
  },
  {
    name: 'vmalloc',
    forms: [{ text: 'vmalloc=256M', meaning: 'on 32-bit arm' }],
    meaning: 'The room for vmalloc on 32-bit arm. What it takes is missing from lowmem, in which CMA areas lie.',
    source: 'arch/arm/mm/mmu.c early_vmalloc',
  },
  {
    name: 'crashkernel',
    forms: [
      { text: 'crashkernel=256M', meaning: 'placed by the kernel' },
      { text: 'crashkernel=256M@0x60000000', meaning: 'at this address' },
    ],
    meaning: 'Memory for the kernel that is started after a crash.',
    source: 'kernel/crash_core.c parse_crashkernel',
  },
  {
    name: 'memblock',
    forms: [{ text: 'memblock=debug', meaning: 'logs every reservation' }],
    meaning: 'Logs each early reservation with who asks for it.',
    source: 'mm/memblock.c early_memblock',
  },
];
