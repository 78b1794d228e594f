import type { RegionProperty } from './regionProperty.ts';

const SCHEMA = 'reserved-memory/shared-dma-pool.yaml';

/** What a pool of the kernel's own drivers may say beyond its placement. */
export const POOLS: readonly RegionProperty[] = [
  {
    name: 'linux,cma-default',
    holder: 'region',
    scope: 'cma',
    value: 'flag',
    readers: ['kernel/dma/contiguous.c rmem_cma_setup', 'kernel/dma/swiotlb.c rmem_swiotlb_setup (which refuses it)'],
    meaning:
      'Makes the pool the default CMA area, from which devices that refer to no region are served. cma= on the command line takes precedence.',
    source: SCHEMA,
    decisive: true,
    mistakenNames: ['cma-default', 'linux,default-cma', 'linux,contiguous-region', 'linux,default-contiguous-region'],
  },
  {
    name: 'linux,dma-default',
    holder: 'region',
    scope: 'coherent',
    value: 'flag',
    readers: ['kernel/dma/coherent.c rmem_dma_setup', 'kernel/dma/swiotlb.c rmem_swiotlb_setup (which refuses it)'],
    meaning:
      'Makes the pool the global coherent one, with CONFIG_DMA_GLOBAL_POOL: coherent memory of devices without a pool comes from it.',
    source: SCHEMA,
    decisive: true,
    mistakenNames: ['dma-default', 'linux,default-dma'],
  },
];
