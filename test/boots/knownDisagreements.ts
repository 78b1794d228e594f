/** Where engine and kernel are known to differ, by record, with what the kernel does and the engine does not yet. */
export type Disagreements = ReadonlyMap<string, string>;

const UNMAPPED_REST =
  'a no-map region that ends inside a page, at the top of RAM: memblock gives out the rest of the page, which has no mapping (rule 52)';
const ODD_MIB =
  'arm: a no-map region at an odd MiB whose end is none: the page tables of its neighbour cannot be made (rule 53)';
const ODD_END = 'arm: a pool at the top of lowmem whose end is no multiple of 2 MiB is unmapped whole (rule 54)';
const ATOMIC_POOLS = 'the atomic pools follow the memory that the page allocator manages (rule 58)';
const WRAPPED_END = 'a region that ends at 2^64 has the end 0 and overlaps nothing (rule 60)';
const EMPTY_REG =
  '6.12 reads the cells behind an empty reg out of the blob, overlap of what it reads included (rule 61)';
const STOPS_EARLIER =
  'the kernel stops in the midst of its regions; the engine prints those that follow before it stops';

/**
 * Boots that come out otherwise than predicted. Each has to differ still: whoever mends the engine takes its line away.
 * Outcomes that are chance are no disagreement: their records say so in `undefined`. "Rule N": `recorded/findings.md`.
 */
export const BOOT_DISAGREEMENTS: Disagreements = new Map([
  ['minimal-6.12/n1-nomap-odd-dyn', UNMAPPED_REST],
  ['minimal-6.12/n3-nomap-odd-static2', UNMAPPED_REST],
  ['minimal-6.12/n4-nomap-odd-plain', UNMAPPED_REST],
  ['minimal-6.12/n5-nomap-odd-dyn-aligned', UNMAPPED_REST],
  ['minimal-6.12/w2-empty-reg', EMPTY_REG],
  ['minimal-7.3-16k-pages/n1-nomap-odd-dyn', UNMAPPED_REST],
  ['minimal-7.3-64k-pages/n1-nomap-odd-dyn', UNMAPPED_REST],
  ['minimal-7.3-64k-pages/n3-nomap-odd-static2', UNMAPPED_REST],
  ['minimal-7.3-64k-pages/n4-nomap-odd-plain', UNMAPPED_REST],
  ['minimal-7.3/a1-atomic-dyn-nomap', ATOMIC_POOLS],
  ['minimal-7.3/n1-nomap-odd-dyn', UNMAPPED_REST],
  ['minimal-7.3/n3-nomap-odd-static2', UNMAPPED_REST],
  ['minimal-7.3/n4-nomap-odd-plain', UNMAPPED_REST],
  ['minimal-7.3/n5-nomap-odd-dyn-aligned', UNMAPPED_REST],
  ['minimal-7.3/w1-overlap-wrap', WRAPPED_END],
  ['minimal-arm-7.3/q1-nomap-odd-mib', ODD_MIB],
  ['minimal-arm-7.3/q10-nomap-odd-mib-2g', ODD_MIB],
  ['minimal-arm-7.3/q9-nomap-odd-mib-low', ODD_MIB],
  ['minimal-arm-7.3/t2-cma-odd-end-top', ODD_END],
  ['minimal-arm-7.3/t4-cma-odd-end-dynamic', ODD_END],
  ['random-6.1/y61-1-050', ATOMIC_POOLS],
  ['random-6.12/y612-1-035', ATOMIC_POOLS],
  ['random-6.12/y612-1-099', EMPTY_REG],
  ['random-7.3-devices/y734p-1-043', ATOMIC_POOLS],
  ['random-7.3-devices/y734p-1-057', STOPS_EARLIER],
  ['random-7.3-devices/y734p-1-082', UNMAPPED_REST],
  ['random-7.3/y734-1-023', UNMAPPED_REST],
  ['random-7.3/y734-1-068', ATOMIC_POOLS],
  ['random-7.3/y734-1-078', UNMAPPED_REST],
  ['random-7.3/y734-1-084', STOPS_EARLIER],
  ['random-7.3/y734-1-105', ATOMIC_POOLS],
  ['random-arm-7.3/yarm73-1-030', ODD_MIB],
]);

const PAST_THE_END = 'an allocation in an area beyond the last page of RAM is refused and does not crash (rule 56)';
const HIDDEN_AREA =
  'two areas of one name: debugfs, which was read, shows one of them, and the buffer lies in the other';

/** Steps of boots that agree, whose results do not. */
export const STEP_DISAGREEMENTS: Disagreements = new Map([
  ['minimal-7.3/k11-cma-past-end', PAST_THE_END],
  ['random-6.12/y612-1-065', HIDDEN_AREA],
  ['random-6.12/y612-1-087', HIDDEN_AREA],
  ['random-7.3-16k-pages/y73416k-1-042', HIDDEN_AREA],
  ['random-riscv-7.3/yr73-1-035', PAST_THE_END],
]);

const OVER_IMAGE = 'a region over the kernel’s image or the initrd is accepted without a finding (rules 14 and 64)';
const LOST_POOL = 'a pool that does not become an area, without a finding on it';
const SAME_NAME = 'an error on a pool of which the kernel has an area: of its node or of another of its name';
const OVERLAP_UNSEEN = 'an overlap that the kernel prints, without a finding';
const NAME_TAKEN = 'the name is taken by an area that is no region of the tree, without a finding';

/** Boots for which a claim about findings does not hold. */
export const FINDING_DISAGREEMENTS: Disagreements = new Map([
  ['6.1/a23d-trunc-collision', 'two areas whose names are equal when cut: debugfs, which was read, shows one of them'],
  ['6.12/a23d-trunc-collision', 'two areas whose names are equal when cut: debugfs, which was read, shows one of them'],
  ['6.12/e06-dyn-default-bypass', 'the kernel compares a region that it did not place, with base and size of 0'],
  ['6.1/a36-over-kernel', OVER_IMAGE],
  ['6.1/a36c-over-initrd', OVER_IMAGE],
  ['6.1/e11-over-kernel-fill', OVER_IMAGE],
  ['6.12/a36-over-kernel', OVER_IMAGE],
  ['6.12/a36c-over-initrd', OVER_IMAGE],
  ['6.12/e11-over-kernel-fill', OVER_IMAGE],
  ['7.2/a36-over-kernel', OVER_IMAGE],
  ['7.2/a36c-over-initrd', OVER_IMAGE],
  ['7.2/e11-over-kernel-fill', OVER_IMAGE],
  ['7.3-16k-pages/a36-over-kernel', OVER_IMAGE],
  ['7.3-16k-pages/a36c-over-initrd', OVER_IMAGE],
  ['7.3-16k-pages/e11-over-kernel-fill', OVER_IMAGE],
  ['7.3-coherent-heap-v3/a36-over-kernel', OVER_IMAGE],
  ['7.3-coherent-heap-v3/a36c-over-initrd', OVER_IMAGE],
  ['7.3-coherent-heap-v3/e11-over-kernel-fill', OVER_IMAGE],
  ['7.3-coherent-heap/a36-over-kernel', OVER_IMAGE],
  ['7.3-coherent-heap/a36c-over-initrd', OVER_IMAGE],
  ['7.3-coherent-heap/e11-over-kernel-fill', OVER_IMAGE],
  ['7.3-pageblock-4m/a36-over-kernel', OVER_IMAGE],
  ['7.3-pageblock-4m/a36c-over-initrd', OVER_IMAGE],
  ['7.3-pageblock-4m/e11-over-kernel-fill', OVER_IMAGE],
  ['7.3/a36-over-kernel', OVER_IMAGE],
  ['7.3/a36c-over-initrd', OVER_IMAGE],
  ['7.3/e11-over-kernel-fill', OVER_IMAGE],
  ['arm-7.3/a36c-over-initrd', OVER_IMAGE],
  ['random-6.1/y61-1-021', LOST_POOL],
  ['random-6.1/y61-1-036', LOST_POOL],
  ['random-6.1/y61-1-063', LOST_POOL],
  ['random-6.1/y61-1-064', SAME_NAME],
  ['random-6.1/y61-1-067', LOST_POOL],
  ['random-6.12/y612-1-019', OVERLAP_UNSEEN],
  ['random-6.12/y612-1-062', OVERLAP_UNSEEN],
  ['random-7.2/y72-1-003', LOST_POOL],
  ['random-7.3-16k-pages/y73416k-1-001', LOST_POOL],
  ['random-7.3-16k-pages/y73416k-1-007', LOST_POOL],
  ['random-7.3-16k-pages/y73416k-1-026', SAME_NAME],
  ['random-7.3-16k-pages/y73416k-1-042', NAME_TAKEN],
  ['random-7.3-64k-pages/y73464k-1-001', SAME_NAME],
  ['random-7.3-64k-pages/y73464k-1-002', LOST_POOL],
  ['random-7.3-64k-pages/y73464k-1-030', SAME_NAME],
  ['random-7.3-64k-pages/y73464k-1-048', LOST_POOL],
  ['random-7.3-devices/y734p-1-009', SAME_NAME],
  ['random-7.3-devices/y734p-1-029', NAME_TAKEN],
  ['random-7.3-devices/y734p-1-059', LOST_POOL],
  ['random-7.3-devices/y734p-1-062', SAME_NAME],
  ['random-7.3-devices/y734p-1-073', LOST_POOL],
  ['random-7.3-devices/y734p-1-080', LOST_POOL],
  ['random-7.3-pageblock-4m/y734mb4-1-015', LOST_POOL],
  ['random-7.3-pageblock-4m/y734mb4-1-021', LOST_POOL],
  ['random-7.3/y734-1-002', LOST_POOL],
  ['random-7.3/y734-1-009', LOST_POOL],
  ['random-7.3/y734-1-051', SAME_NAME],
  ['random-7.3/y734-1-099', LOST_POOL],
  ['random-arm-7.3/yarm73-1-057', NAME_TAKEN],
  ['random-riscv-7.3/yr73-1-000', SAME_NAME],
  ['random-riscv-7.3/yr73-1-035', LOST_POOL],
  ['random-riscv-7.3/yr73-1-036', NAME_TAKEN],
  ['riscv-7.3/a36c-over-initrd', OVER_IMAGE],
]);

/**
 * What is wrong with a replay: records that differ though nobody knows of it, and known ones that agree by now. `known`
 * may hold records that are not on this machine.
 */
export function unexpected(
  differing: ReadonlyMap<string, string>,
  replayed: readonly { readonly id: string }[],
  known: Disagreements,
): string[] {
  const ids = new Set(replayed.map(({ id }) => id));
  return [
    ...[...differing].filter(([id]) => !known.has(id)).map(([id, difference]) => `${id}: ${difference}`),
    ...[...known.keys()]
      .filter((id) => ids.has(id) && !differing.has(id))
      .map((id) => `${id} agrees by now: take it out of test/boots/knownDisagreements.ts`),
  ];
}
