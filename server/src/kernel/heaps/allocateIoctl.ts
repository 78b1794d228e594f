import { formatHex } from '../units/formatBytes.ts';
import type { OperationRefusal } from '../use/operationResult.ts';

/** `struct dma_heap_allocation_data` (include/uapi/linux/dma-heap.h) as a program fills it in. */
export interface AllocationArguments {
  /** In bytes, 64 bits. */
  readonly length: bigint;
  /** Must be 0. */
  readonly fd: number;
  readonly fdFlags: number;
  readonly heapFlags: bigint;
}

/** O_CLOEXEC and O_ACCMODE with the generic values of these flags, which the modelled architectures have. */
const VALID_FD_FLAGS = 0x80003;
const MASK64 = (1n << 64n) - 1n;

/**
 * The checks of DMA_HEAP_IOCTL_ALLOC before the heap is asked, in the kernel's order (`dma_heap_ioctl_allocate`,
 * `dma_heap_buffer_alloc`, drivers/dma-buf/dma-heap.c). Answers the length in whole pages, or the refusal.
 *
 * `addressMask` is the largest `size_t`: with 32 bits a longer length silently loses its upper half.
 */
export function checkAllocation(
  args: AllocationArguments,
  pageSize: number,
  addressMask: bigint,
): bigint | OperationRefusal {
  if (args.fd !== 0) return { result: 'EINVAL', why: `fd is ${args.fd}; it must be 0 on the way in` };
  const unknown = args.fdFlags & ~VALID_FD_FLAGS;
  if (unknown !== 0) {
    const bits = formatHex(BigInt(unknown >>> 0));
    return { result: 'EINVAL', why: `fdFlags has ${bits}; only O_CLOEXEC and the access mode are taken` };
  }
  if (args.heapFlags !== 0n) {
    return { result: 'EINVAL', why: `heapFlags is ${formatHex(args.heapFlags)}; no heap flag is defined` };
  }
  const page = BigInt(pageSize);
  const size = ((((args.length + page - 1n) & MASK64) / page) * page) & addressMask;
  if (size > 0n) return size;
  if (args.length === 0n) return { result: 'EINVAL', why: 'a length of 0' };
  return {
    result: 'EINVAL',
    why: `a length of ${formatHex(args.length)}, rounded up to pages, does not fit the kernel's size type and becomes 0`,
  };
}
