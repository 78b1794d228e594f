import { expect, test } from 'vitest';
import { type Analysis, bootedRegion } from '../../server/src/analysis.ts';
import type { BootedRegion } from '../../server/src/kernel/outcome/bootOutcome.ts';
import type { Region } from '../../server/src/memory/memoryMap.ts';
import { isForeignToDefconfig } from '../../server/src/rules/assumedConfiguration.ts';
import type { Claim } from '../../server/src/rules/claim.ts';
import type { Finding } from '../../server/src/rules/finding.ts';
import { asksForCma, asksForCoherentPool, isPlaceholder, isRestrictedPool } from '../../server/src/rules/regionKind.ts';
import { check } from '../../server/src/rules/registry.ts';
import { generatedBoards } from './generatedBoards.ts';
import { unclaimed } from './wordedClaims.ts';

/** What a region lacks of what its node asks for, as the boot has it; `undefined` where nothing. */
function lackOf(
  { boot, memoryAssumed }: Analysis,
  region: Region,
  outcome: BootedRegion | undefined,
): string | undefined {
  if (!region.enabled || isPlaceholder(region)) return undefined;
  // Where RAM is a guess nothing is known of what finds a place in it.
  if (memoryAssumed && outcome?.cause?.kind === 'no-place') return undefined;
  const state = outcome?.state ?? 'ignored';
  if (outcome?.cause?.kind === 'shares-memory-with') return 'its memory is shared';
  if (asksForCma(region)) {
    if (state !== 'cma') return `it is ${state}`;
    const area = boot.cmaAreas.find(({ range }) => range.base === outcome?.range?.base);
    if (area?.activated !== true) return 'its area is not activated';
    if (!memoryAssumed && !boot.systemMemory.some((bank) => bank.contains(area.range)))
      return 'its area is not all RAM';
    return undefined;
  }
  if (asksForCoherentPool(region)) {
    if (state !== 'coherent') return `it is ${state}`;
    const pool = boot.coherentPools.find(({ path }) => path === region.path);
    return pool?.attachFailure === undefined ? undefined : 'no device can attach to it';
  }
  if (isRestrictedPool(region)) return state === 'restricted' ? undefined : `it is ${state}`;
  return state === 'reserved' ? undefined : `it is ${state}`;
}

const isWarning = ({ severity }: Finding): boolean => severity === 'error' || severity === 'warning';

/** What the boot denies and no finding says. */
function silences(analysis: Analysis): string[] {
  const { boot, memory, memoryAssumed } = analysis;
  const findings = check(analysis).filter(isWarning);
  if (boot.stop !== undefined) return [];
  const silent = memory.regions.flatMap((region) => {
    const lack = lackOf(analysis, region, bootedRegion(boot, region.path));
    const isSaid = findings.some(
      ({ nodePath, message }) =>
        nodePath === region.path || nodePath === '/reserved-memory' || message.includes(`"${region.name}"`),
    );
    return lack === undefined || isSaid ? [] : [`${region.name}: ${lack}`];
  });
  const isAskedFor = boot.commandLine.cma !== undefined || !isForeignToDefconfig(analysis);
  const hasNoDefault = boot.defaultCmaAreaCause !== undefined && boot.defaultCmaArea === undefined;
  if (hasNoDefault && isAskedFor && !memoryAssumed) {
    if (!findings.some(({ rule }) => rule === 'default-area-not-reserved')) silent.push('no default area');
  }
  return silent;
}

/** Whether the boot of an analysis has what a finding claims of it. */
function holds({ boot }: Analysis, claim: Claim): boolean {
  switch (claim.kind) {
    case 'does-not-boot':
      return boot.stop !== undefined;
    case 'no-default-area':
      return boot.defaultCmaArea === undefined;
    case 'bounced':
      return (boot.dma.swiotlb?.size ?? 0n) > 0n;
    case 'not-mapped':
      return (boot.dma.swiotlb?.size ?? 0n) === 0n;
  }
  const outcome = bootedRegion(boot, claim.path);
  const area = boot.cmaAreas.find(({ range }) => range.base === outcome?.range?.base);
  switch (claim.kind) {
    case 'area':
      return outcome?.state === 'cma';
    case 'pool':
      return outcome?.state === 'coherent' || outcome?.state === 'restricted';
    case 'given-back':
      return outcome?.state === 'released';
    case 'kept':
      return outcome?.state === 'reserved';
    case 'lost':
      return outcome?.cause?.kind === 'given-back-with';
    case 'not-placed':
      return outcome?.cause?.kind === 'no-place';
    case 'stays-mapped':
      return outcome?.cause?.kind === 'reserved-before';
    case 'not-reserved':
      return outcome === undefined || outcome.state === 'failed' || outcome.state === 'skipped';
    case 'not-activated':
      return area?.activated === false;
    case 'heap-missing':
      return boot.lostHeaps.length > 0;
    case 'placed':
      return outcome?.range?.base === claim.base;
    case 'usable-pages':
      return area?.usablePages === claim.pages;
  }
}

/** What findings say of a kernel of which all is known, and its boot does not have. */
function falsehoods(analysis: Analysis): string[] {
  if (analysis.otherBoots.length > 0) return [];
  return check(analysis).flatMap((finding) => [
    // What hangs on the RAM that the boot loader states claims nothing.
    ...(finding.message.includes('may not boot') ? [] : unclaimed(finding)),
    ...finding.claims
      .filter((claim) => !holds(analysis, claim))
      .map(({ kind }) => `${finding.rule} claims ${kind}: ${finding.message}`),
  ]);
}

test('whatever a generated board asks for and the boot denies is said, and nothing else', async () => {
  const breaches: string[] = [];
  let lacks = 0;
  for (const { analysis, text } of await generatedBoards(500)) {
    for (const each of [...silences(analysis), ...falsehoods(analysis)]) breaches.push(`${each}\n${text}`);
    lacks += analysis.memory.regions.filter(
      (region) => lackOf(analysis, region, bootedRegion(analysis.boot, region.path)) !== undefined,
    ).length;
  }
  expect(breaches.slice(0, 3)).toEqual([]);
  expect(lacks).toBeGreaterThan(300);
});
