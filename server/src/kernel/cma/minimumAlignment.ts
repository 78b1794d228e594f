import { behaves, type Kernel } from '../input/kernel.ts';

/** The order of the largest block of the page allocator. */
export function largestOrder(kernel: Kernel): number {
  const { configuration, pageSize } = kernel;
  const configured =
    configuration.number('CONFIG_ARCH_FORCE_MAX_ORDER') ?? configuration.number('CONFIG_FORCE_MAX_ZONEORDER');
  if (configured !== undefined && configured > 0) {
    return behaves(kernel, 'max-order-exclusive') ? configured - 1 : configured;
  }
  return pageSize === 65536 ? 13 : pageSize === 16384 ? 11 : 10;
}

/** The order of a pageblock (include/linux/pageblock-flags.h). */
function pageblockOrder(kernel: Kernel): number {
  const { configuration, pageSize } = kernel;
  let largest = largestOrder(kernel);
  if (behaves(kernel, 'pageblock-max-order-configurable')) {
    const configured =
      configuration.number('CONFIG_PAGE_BLOCK_MAX_ORDER') ?? configuration.number('CONFIG_PAGE_BLOCK_ORDER');
    largest = Math.min(largest, configured ?? largest);
  }
  // A table of page entries fills a page: 8 bytes an entry.
  const hugePageOrder = Math.log2(pageSize / 8);
  const hasHugePages =
    configuration.isEnabled('CONFIG_HUGETLB_PAGE') ||
    (behaves(kernel, 'pageblock-of-huge-page') && configuration.isEnabled('CONFIG_TRANSPARENT_HUGEPAGE'));
  return hasHugePages ? Math.min(hugePageOrder, largest) : largest;
}

/** `CMA_MIN_ALIGNMENT_BYTES`: what base and size of every CMA area must be multiples of. */
export function cmaMinimumAlignment(kernel: Kernel): bigint {
  let order = pageblockOrder(kernel);
  if (behaves(kernel, 'cma-alignment-by-max-order')) order = Math.max(order, largestOrder(kernel));
  return kernel.pageBytes << BigInt(Math.min(Math.max(order, 0), 40));
}
