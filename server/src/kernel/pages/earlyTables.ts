import type { Kernel } from '../input/kernel.ts';
import type { AddressRange } from '../units/addressRange.ts';
import { PAGE_DESCRIPTOR } from './pageDescriptor.ts';

/** RAM for which the tables of dentries and of inodes have one bucket: scale 13 and 14 of `alloc_large_system_hash`. */
const RAM_OF_BUCKET: readonly bigint[] = [1n << 13n, 1n << 14n];
/** `struct hlist_bl_head`, `struct hlist_head`. */
const BUCKET = 8n;

/**
 * Bytes of the hash tables that the kernel of a 64-bit board takes from memblock, by the bytes of RAM that are free then:
 * a bucket for each 8 KiB and for each 16 KiB, both numbers rounded up to a power of two (mm/mm_init.c
 * `alloc_large_system_hash`, fs/dcache.c `dcache_init_early`, fs/inode.c `inode_init_early`).
 */
export function hashTables(free: bigint): bigint {
  return RAM_OF_BUCKET.reduce((sum, ram) => sum + BUCKET * powerOfTwo(free / ram), 0n);
}

/** The smallest power of two that is not below a number. */
function powerOfTwo(value: bigint): bigint {
  return value <= 1n ? 1n : 1n << BigInt((value - 1n).toString(2).length);
}

/**
 * Bytes of the memory map of some RAM: a descriptor for each page of every section that holds any of it (mm/sparse.c
 * `sparse_init`; `SECTION_SIZE_BITS` of arch/arm64 and arch/riscv: 128 MiB, with 64 KiB pages 512 MiB).
 */
export function memoryMapSize(
  ram: readonly AddressRange[],
  { pageSize, pageBytes }: Pick<Kernel, 'pageSize' | 'pageBytes'>,
): bigint {
  const section = pageSize === 65536 ? 1n << 29n : 1n << 27n;
  let sections = 0n;
  let next = 0n;
  for (const { base, end } of ram) {
    const first = base / section > next ? base / section : next;
    const beyond = (end + section - 1n) / section;
    if (beyond <= first) continue;
    sections += beyond - first;
    next = beyond;
  }
  return ((sections * section) / pageBytes) * PAGE_DESCRIPTOR;
}
