import type { Analysis } from '../analysis.ts';
import { beyondDmaLimit } from './beyondDmaLimit.ts';
import { cellsCount } from './cellsCount.ts';
import { cmaMisaligned } from './cmaMisaligned.ts';
import { coherentNeedsNoMap } from './coherentNeedsNoMap.ts';
import { coherentPoolShared } from './coherentPoolShared.ts';
import { compatibleTypo } from './compatibleTypo.ts';
import { consumerHeapMissing } from './consumerHeapMissing.ts';
import { defaultCmaConflict } from './defaultCmaConflict.ts';
import { dynamicUnsatisfiable } from './dynamicUnsatisfiable.ts';
import type { Finding } from './finding.ts';
import { heapNameCollision } from './heapNameCollision.ts';
import { heapNameReserved } from './heapNameReserved.ts';
import { heapNameTruncated } from './heapNameTruncated.ts';
import { heapNameUnstable } from './heapNameUnstable.ts';
import { heapRenameBreaksConsumer } from './heapRenameBreaksConsumer.ts';
import { kernelWillNotBoot } from './kernelWillNotBoot.ts';
import { lostMerge } from './lostMerge.ts';
import { memoryRegionBroken } from './memoryRegionBroken.ts';
import { missingRanges } from './missingRanges.ts';
import { missingRegAndSize } from './missingRegAndSize.ts';
import { misspeltProperty } from './misspeltProperty.ts';
import { multipleReg } from './multipleReg.ts';
import { nodeNotUnderReservedMemory } from './nodeNotUnderReservedMemory.ts';
import { notPageAligned } from './notPageAligned.ts';
import { outsideMemory } from './outsideMemory.ts';
import { overlapsMemreserve } from './overlapsMemreserve.ts';
import { poolWithoutConsumer } from './poolWithoutConsumer.ts';
import { propertyIgnored } from './propertyIgnored.ts';
import { ramoopsLayout } from './ramoopsLayout.ts';
import { rangesIgnored } from './rangesIgnored.ts';
import { regAndSize } from './regAndSize.ts';
import { regionOverlap } from './regionOverlap.ts';
import { remoteprocCarveoutNaming } from './remoteprocCarveoutNaming.ts';
import { reservedMemoryCells } from './reservedMemoryCells.ts';
import { restrictedPoolMisuse } from './restrictedPoolMisuse.ts';
import { reusableNoMapConflict } from './reusableNoMapConflict.ts';
import type { Rule } from './rule.ts';
import { sizeLooksLikeEnd } from './sizeLooksLikeEnd.ts';
import { statusTypo } from './statusTypo.ts';
import { straddlesMemoryEnd } from './straddlesMemoryEnd.ts';
import { tooManyCmaAreas } from './tooManyCmaAreas.ts';
import { tooManyRegions } from './tooManyRegions.ts';
import { unitAddressMismatch } from './unitAddressMismatch.ts';
import { unnamedRegion } from './unnamedRegion.ts';
import { unusedSuppression } from './unusedSuppression.ts';
import { zeroSize } from './zeroSize.ts';
import { zoneCrossing } from './zoneCrossing.ts';

/** Every diagnostic, in the order of the documentation. */
export const RULES: readonly Rule[] = [
  // Shape
  reservedMemoryCells,
  missingRanges,
  rangesIgnored,
  cellsCount,
  missingRegAndSize,
  regAndSize,
  multipleReg,
  zeroSize,
  misspeltProperty,
  nodeNotUnderReservedMemory,
  statusTypo,
  compatibleTypo,
  // Names
  unnamedRegion,
  unitAddressMismatch,
  lostMerge,
  heapNameCollision,
  heapNameTruncated,
  heapNameReserved,
  heapNameUnstable,
  // Layout
  regionOverlap,
  overlapsMemreserve,
  outsideMemory,
  straddlesMemoryEnd,
  sizeLooksLikeEnd,
  notPageAligned,
  zoneCrossing,
  // Pools
  cmaMisaligned,
  reusableNoMapConflict,
  coherentNeedsNoMap,
  defaultCmaConflict,
  dynamicUnsatisfiable,
  tooManyRegions,
  tooManyCmaAreas,
  restrictedPoolMisuse,
  poolWithoutConsumer,
  propertyIgnored,
  kernelWillNotBoot,
  // Consumers
  memoryRegionBroken,
  coherentPoolShared,
  beyondDmaLimit,
  consumerHeapMissing,
  heapRenameBreaksConsumer,
  remoteprocCarveoutNaming,
  ramoopsLayout,
  // Comments
  unusedSuppression,
];

/** The rule of an id; `undefined` for a word that is none. */
export function ruleOf(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

/** What every rule finds on one board under one profile, in the order of the files and lines. */
export function check(analysis: Analysis): Finding[] {
  // What another architecture's kernel does is not known, and nothing is certain.
  if (analysis.profile.standsInFor !== undefined) return [];
  const findings: Finding[] = [];
  const [boardFile] = analysis.board.files;
  for (const rule of RULES) {
    for (const report of rule.check(analysis)) {
      const span = report.span ?? (boardFile === undefined ? undefined : { file: boardFile, start: 0, end: 0 });
      if (span === undefined) continue;
      findings.push({
        rule: rule.id,
        severity: report.severity ?? rule.severity,
        message: report.message,
        span,
        related: report.related ?? [],
        fixes: report.fixes ?? [],
        kernelLog: report.kernelLog,
        nodePath: report.nodePath,
      });
    }
  }
  return findings.sort(byPlace);
}

function byPlace(a: Finding, b: Finding): number {
  if (a.span.file.path !== b.span.file.path) return a.span.file.path < b.span.file.path ? -1 : 1;
  return a.span.start - b.span.start;
}
