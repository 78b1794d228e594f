import type { Region } from '../memory/memoryMap.ts';

/** Whether the kernel's CMA and coherent drivers look at a region at all. */
export function isSharedPool(region: Region): boolean {
  return region.enabled && region.compatibleNames.includes('shared-dma-pool');
}

/** Whether its author asks for a swiotlb pool of some devices' own. */
export function isRestrictedPool(region: Region): boolean {
  return region.enabled && region.compatibleNames.includes('restricted-dma-pool');
}

/** Whether its author asks for a CMA area (kernel/dma/contiguous.c `rmem_cma_setup`). */
export function asksForCma(region: Region): boolean {
  return isSharedPool(region) && region.reusable && !region.noMap;
}

/** Whether its author asks for a coherent pool (kernel/dma/coherent.c `rmem_dma_setup`). */
export function asksForCoherentPool(region: Region): boolean {
  return isSharedPool(region) && !region.reusable;
}

/**
 * Whether a region is left to firmware, which writes its address and size before the kernel starts: both are zero, or the
 * region is switched off and has neither.
 */
export function isPlaceholder(region: Region): boolean {
  const { node, enabled } = region;
  if (!enabled && !node.properties.has('reg') && !node.properties.has('size')) return true;
  return region.reg.some(({ range }) => range.base === 0n && range.size === 0n);
}

/** What a region is, for a sentence. */
export function kindOf(region: Region): string {
  if (asksForCma(region)) return 'CMA pool';
  if (asksForCoherentPool(region)) return 'coherent pool';
  if (isRestrictedPool(region)) return 'restricted pool';
  return region.noMap ? 'no-map carve-out' : 'carve-out';
}
