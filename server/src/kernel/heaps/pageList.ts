import { largestOrder } from '../cma/minimumAlignment.ts';
import type { Kernel } from '../input/kernel.ts';
import { formatSize } from '../units/formatBytes.ts';
import type { OperationRefusal } from '../use/operationResult.ts';

/**
 * Why a buffer of `pages` pages cannot be exported, `undefined` where it can. The CMA and the coherent heap keep a
 * pointer for each page of a buffer in memory from `kmalloc_array`, which gives no more than the largest block of the
 * page allocator (`KMALLOC_MAX_SIZE`, include/linux/slab.h): 4 MiB, hence buffers of 2 GiB, with 4 KiB pages.
 */
export function refusalOfPageList(kernel: Kernel, pages: number): OperationRefusal | undefined {
  const pointerBytes = kernel.architecture === 'arm' ? 4 : 8;
  const limit = kernel.pageBytes << BigInt(Math.min(Math.max(largestOrder(kernel), 0), 40));
  const bytes = BigInt(pages) * BigInt(pointerBytes);
  if (bytes <= limit) return undefined;
  const why =
    `the heap's list of the buffer's ${pages} pages takes ${formatSize(bytes)}, and kmalloc gives at most ` +
    `${formatSize(limit)}: a buffer has at most ${limit / BigInt(pointerBytes)} pages; the first such request of a boot ` +
    'prints a WARNING of the page allocator (mm/page_alloc.c; so the source has it)';
  return { result: 'ENOMEM', why };
}
