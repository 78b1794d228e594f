/** Where engine and kernel are known to differ, by record, with what the kernel does and the engine does not yet. */
export type Disagreements = ReadonlyMap<string, string>;

/**
 * Boots that come out otherwise than predicted. Each has to differ still: whoever mends the engine takes its line away.
 * Outcomes that are chance are no disagreement: their records say so in `undefined`. "Rule N": `recorded/findings.md`.
 */
export const BOOT_DISAGREEMENTS: Disagreements = new Map([
  [
    'random-7.3-devices/y734p-1-043',
    'the atomic pools follow the memory that the page allocator manages, which is here near an edge (rule 58)',
  ],
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
  ['random-6.12/y612-1-099', OVERLAP_UNSEEN],
  ['minimal-6.12/w2-empty-reg', OVERLAP_UNSEEN],
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
