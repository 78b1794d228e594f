import { expect, test } from 'vitest';
import { type Analysis, analyse } from '../../server/src/analysis.ts';
import type { Board } from '../../server/src/devicetree/board.ts';
import type { Profile } from '../../server/src/kernel/input/profile.ts';
import type { Claim } from '../../server/src/rules/claim.ts';
import { check } from '../../server/src/rules/registry.ts';
import { BOOT_DISAGREEMENTS } from '../boots/knownDisagreements.ts';
import { type BootRecord, profileOf, readRecords } from '../boots/record.ts';
import { RecordedTrees } from '../boots/recordedTrees.ts';
import { unclaimed } from './wordedClaims.ts';

/** Whether a recorded boot bears a claim out; `undefined` where the record does not show it. */
type Verdict = boolean | undefined;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const cut = (name: string): string => name.slice(0, 63);

/** The recorded lines that end with a region's name or quote it. */
function says({ expect: { log } }: BootRecord, ...parts: readonly string[]): boolean {
  return log.some((line) => parts.some((part) => line.includes(part)));
}

const isTaken = (record: BootRecord, name: string): boolean => says(record, `initialized node ${name}, `);
const isRefused = (record: BootRecord, name: string): boolean => says(record, `node ${name} compatible matching fail`);

function areaOf(record: BootRecord, { memory }: Analysis, path: string) {
  const base = memory.regions.find((region) => region.path === path)?.reg[0]?.range.base;
  return record.expect.cmaAreas?.find(
    (area) => area.name === cut(nameOf(path)) && (base === undefined || BigInt(area.base) === base),
  );
}

/** Whether another area bears the name when it is cut: the kernel shows one of a name. */
function isAmbiguous({ boot }: Analysis, path: string): boolean {
  return boot.cmaAreas.filter(({ name }) => name === cut(nameOf(path))).length > 1;
}

/** Results of the recorded `map` steps of a device, of buffers from the heap of a region. */
function mappingsOf(record: BootRecord, analysis: Analysis, device: string, path: string) {
  const names = new Set((record.devices ?? []).filter((each) => each.path === device).map(({ name }) => name));
  const heapOf = new Map<unknown, unknown>();
  return record.steps.flatMap((step, index) => {
    if (step.op === 'allocate') heapOf.set(step.id, step.heap);
    const result = record.expect.steps?.[index];
    if (step.op !== 'map' || result === undefined || !names.has(String(step.device))) return [];
    const area = analysis.boot.heaps.find(({ name }) => name === heapOf.get(step.id));
    const base = area?.backing === undefined ? undefined : analysis.boot.cmaAreas[area.backing]?.range.base;
    const region = analysis.boot.regions.find((each) => each.path === path);
    return base !== undefined && base === region?.range?.base ? [result] : [];
  });
}

function verdictOn(claim: Claim, record: BootRecord, analysis: Analysis): Verdict {
  if (claim.kind === 'does-not-boot') return !record.expect.booted;
  // What a boot that has ended would have done is not known.
  if (!record.expect.booted || record.expect.cmaAreas === null) return undefined;
  const name = 'path' in claim ? nameOf(claim.path) : '';
  switch (claim.kind) {
    case 'area':
      return isAmbiguous(analysis, claim.path) ? undefined : areaOf(record, analysis, claim.path) !== undefined;
    case 'not-activated':
      return says(record, `CMA area ${cut(name)} could not be activated`);
    case 'pool':
      return isTaken(record, name);
    case 'given-back':
      return isRefused(record, name);
    case 'lost':
      return !isRefused(record, name) && record.expect.log.some((line) => line.includes('compatible matching fail'));
    case 'kept':
      return !isTaken(record, name);
    case 'not-reserved':
      return (
        !isTaken(record, name) &&
        !isRefused(record, name) &&
        !record.expect.log.some((line) => line.endsWith(`reusable ${name}`))
      );
    case 'not-placed':
      return says(record, `failed to allocate memory for node '${name}'`);
    case 'stays-mapped':
      return says(record, `failed to reserve memory for node '${name}'`);
    case 'placed': {
      const area = areaOf(record, analysis, claim.path);
      if (area !== undefined) return BigInt(area.base) === claim.base;
      const line = record.expect.log.find((each) => each.endsWith(`reusable ${name}`));
      const base = /0x([0-9a-f]+)\.\./.exec(line ?? '')?.[1];
      return base === undefined ? undefined : BigInt(`0x${base}`) === claim.base;
    }
    case 'usable-pages': {
      const area = areaOf(record, analysis, claim.path);
      if (area === undefined) return undefined;
      const end = BigInt(area.base) + BigInt(claim.pages) * BigInt(analysis.boot.pageSize);
      const runs = (record.expect.steps ?? [])
        .flatMap(({ cmaPages }) => cmaPages ?? [])
        .filter((run) => run.area === area.name);
      return runs.every((run) => BigInt(run.base) + BigInt(run.pages) * BigInt(analysis.boot.pageSize) <= end);
    }
    case 'no-default-area':
      return (
        record.expect.heaps?.includes('default_cma_region') === false &&
        says(record, 'Failed to reserve', 'Not enough slots')
      );
    case 'heap-missing':
      return record.expect.heaps === null
        ? undefined
        : says(record, `dma_heap/${cut(name)}'`, `Already registered heap named ${cut(name)}`);
    case 'bounced': {
      const mappings = mappingsOf(record, analysis, claim.device, claim.path);
      return mappings.length === 0
        ? undefined
        : mappings.every(({ result, mapping }) => result !== 'ok' || (mapping?.bounced ?? 0) > 0);
    }
    case 'not-mapped': {
      const mappings = mappingsOf(record, analysis, claim.device, claim.path);
      return mappings.length === 0 ? undefined : mappings.every(({ result }) => result !== 'ok');
    }
  }
}

/** The profile of a record with the RAM that was booted: what the tree states is all there was. */
function withBootedRam(board: Board, profile: Profile): Analysis {
  const analysis = analyse(board, profile);
  if (profile.memory !== undefined || analysis.memoryAssumed) return analysis;
  const memory = analysis.memory.banks.flatMap(({ entries }) => entries.map(({ range }) => range));
  return analyse(board, { ...profile, memory });
}

test('what findings say of the kernel is what recorded kernels did', async () => {
  const trees = await RecordedTrees.create();
  const counts = new Map<string, { shown: number; unseen: number }>();
  const wrong: string[] = [];
  for (const record of readRecords()) {
    if (BOOT_DISAGREEMENTS.has(record.id)) continue;
    const analysis = withBootedRam(trees.readBoard(record.dts), profileOf(record));
    const findings = check(analysis);
    wrong.push(...findings.flatMap(unclaimed).map((line) => `${record.id}: ${line}`));
    if (record.undefined !== undefined || !record.expect.booted) {
      const isBroken = findings.some(({ severity }) => severity === 'error');
      if (!isBroken) wrong.push(`${record.id}: broken, and no error says so`);
    }
    // What was seen of a boot whose outcome is chance proves nothing.
    if (record.undefined !== undefined) continue;
    for (const { rule, message, claims } of findings) {
      for (const claim of claims) {
        const verdict = verdictOn(claim, record, analysis);
        const count = counts.get(claim.kind) ?? { shown: 0, unseen: 0 };
        counts.set(claim.kind, count);
        if (verdict === undefined) count.unseen++;
        else count.shown++;
        if (verdict === false) wrong.push(`${record.id}: ${rule} claims ${claim.kind}: ${message}`);
      }
    }
  }
  console.log(
    [...counts]
      .map(([kind, { shown, unseen }]) => `${kind}: ${shown} held against a boot, ${unseen} not shown`)
      .join('\n'),
  );
  expect(wrong).toEqual([]);
  // A claim that no boot ever shows is not tested.
  expect([...counts].filter(([, { shown }]) => shown === 0).map(([kind]) => kind)).toEqual([]);
});
