/** Where engine and kernel are known to differ, by record, with what the kernel does and the engine does not yet. */
export type Disagreements = ReadonlyMap<string, string>;

/**
 * Boots that come out otherwise than predicted. Each has to differ still: whoever mends the engine takes its line away.
 * Outcomes that are chance are no disagreement: their records say so in `undefined`. "Rule N": `recorded/findings.md`.
 */
export const BOOT_DISAGREEMENTS: Disagreements = new Map();

/** Boots for which a claim about findings does not hold. */
export const FINDING_DISAGREEMENTS: Disagreements = new Map([
  ['6.1/a23d-trunc-collision', 'two areas whose names are equal when cut: debugfs, which was read, shows one of them'],
  ['6.12/a23d-trunc-collision', 'two areas whose names are equal when cut: debugfs, which was read, shows one of them'],
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
