import type { Analysis } from '../analysis.ts';
import { internalProblem } from '../text/internalError.ts';
import { LIMITS } from '../text/limits.ts';
import type { Problem } from '../text/problem.ts';
import { startOf } from './boardPlace.ts';
import { unusedSuppression } from './comments/unusedSuppression.ts';
import { beyondDmaLimit } from './consumers/beyondDmaLimit.ts';
import { coherentPoolShared } from './consumers/coherentPoolShared.ts';
import { consumerHeapMissing } from './consumers/consumerHeapMissing.ts';
import { heapRenameBreaksConsumer } from './consumers/heapRenameBreaksConsumer.ts';
import { memoryRegionBroken } from './consumers/memoryRegionBroken.ts';
import { misspeltMemoryRegion } from './consumers/misspeltMemoryRegion.ts';
import { ramoopsLayout } from './consumers/ramoopsLayout.ts';
import { remoteprocCarveoutNaming } from './consumers/remoteprocCarveoutNaming.ts';
import { checkEachBoot } from './doubt.ts';
import { UnreadParts, WHOLE_TREE } from './evidence.ts';
import type { Finding } from './finding.ts';
import { alignmentNotPowerOfTwo } from './layout/alignmentNotPowerOfTwo.ts';
import { notPageAligned } from './layout/notPageAligned.ts';
import { outsideMemory } from './layout/outsideMemory.ts';
import { overlapsMemreserve } from './layout/overlapsMemreserve.ts';
import { overlapsOccupied } from './layout/overlapsOccupied.ts';
import { regionOverlap } from './layout/regionOverlap.ts';
import { sizeLooksLikeEnd } from './layout/sizeLooksLikeEnd.ts';
import { straddlesMemoryEnd } from './layout/straddlesMemoryEnd.ts';
import { zoneCrossing } from './layout/zoneCrossing.ts';
import { heapNameCollision } from './names/heapNameCollision.ts';
import { heapNameReserved } from './names/heapNameReserved.ts';
import { heapNameTruncated } from './names/heapNameTruncated.ts';
import { heapNameUnstable } from './names/heapNameUnstable.ts';
import { lostMerge } from './names/lostMerge.ts';
import { unitAddressMismatch } from './names/unitAddressMismatch.ts';
import { unnamedRegion } from './names/unnamedRegion.ts';
import { cmaMisaligned } from './pools/cmaMisaligned.ts';
import { cmaTakesLowmem } from './pools/cmaTakesLowmem.ts';
import { coherentNeedsNoMap } from './pools/coherentNeedsNoMap.ts';
import { defaultAreaNotReserved } from './pools/defaultAreaNotReserved.ts';
import { defaultCmaConflict } from './pools/defaultCmaConflict.ts';
import { defaultCoherentConflict } from './pools/defaultCoherentConflict.ts';
import { dynamicUnsatisfiable } from './pools/dynamicUnsatisfiable.ts';
import { kernelWillNotBoot } from './pools/kernelWillNotBoot.ts';
import { poolDriverMissing } from './pools/poolDriverMissing.ts';
import { poolWithoutConsumer } from './pools/poolWithoutConsumer.ts';
import { propertyIgnored } from './pools/propertyIgnored.ts';
import { restrictedPoolMisuse } from './pools/restrictedPoolMisuse.ts';
import { reusableNoMapConflict } from './pools/reusableNoMapConflict.ts';
import { tooManyCmaAreas } from './pools/tooManyCmaAreas.ts';
import { tooManyRegions } from './pools/tooManyRegions.ts';
import type { Report, Rule } from './rule.ts';
import { cellsCount } from './shape/cellsCount.ts';
import { compatibleTypo } from './shape/compatibleTypo.ts';
import { missingRanges } from './shape/missingRanges.ts';
import { missingRegAndSize } from './shape/missingRegAndSize.ts';
import { misspeltProperty } from './shape/misspeltProperty.ts';
import { multipleReg } from './shape/multipleReg.ts';
import { nodeNotUnderReservedMemory } from './shape/nodeNotUnderReservedMemory.ts';
import { rangesIgnored } from './shape/rangesIgnored.ts';
import { regAndSize } from './shape/regAndSize.ts';
import { reservedMemoryCells } from './shape/reservedMemoryCells.ts';
import { statusTypo } from './shape/statusTypo.ts';
import { zeroSize } from './shape/zeroSize.ts';
import { suppressedBy } from './suppressions.ts';

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
  overlapsOccupied,
  outsideMemory,
  straddlesMemoryEnd,
  sizeLooksLikeEnd,
  notPageAligned,
  alignmentNotPowerOfTwo,
  zoneCrossing,
  // Pools
  cmaMisaligned,
  reusableNoMapConflict,
  coherentNeedsNoMap,
  defaultCmaConflict,
  defaultCoherentConflict,
  defaultAreaNotReserved,
  cmaTakesLowmem,
  dynamicUnsatisfiable,
  tooManyRegions,
  tooManyCmaAreas,
  restrictedPoolMisuse,
  poolDriverMissing,
  poolWithoutConsumer,
  propertyIgnored,
  kernelWillNotBoot,
  // Consumers
  memoryRegionBroken,
  misspeltMemoryRegion,
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

/**
 * What every rule finds on one board under one profile, in the order of the files and lines. Where a behaviour of the
 * kernel is not known, what depends on it may be so: it is no error, and says which releases were booted. `onFailure`
 * gets a problem for each rule in which this program fails, and the other rules go on; without it the exception does.
 * `forPeople` false: findings without what is only read: words, other places, the kernel's line, claims and fixes. `rules`:
 * those that are asked.
 */
export function check(
  analysis: Analysis,
  onFailure?: (failure: Problem) => void,
  forPeople = true,
  rules: readonly Rule[] = RULES,
): Finding[] {
  // What another architecture's kernel does is not known, and nothing is certain.
  if (analysis.profile.standsInFor !== undefined) return [];
  const unread = new UnreadParts(analysis);
  if (unread.lost === 'unknown') return [];
  const failed = new Set<Rule>();
  const ofRule = (rule: Rule, each: Analysis): Finding[] => {
    if (onFailure === undefined) return checkBoot(rule, each, unread, forPeople);
    try {
      return checkBoot(rule, each, unread, forPeople);
    } catch (error) {
      // A rule is asked once for each boot, and fails alike.
      if (!failed.has(rule)) onFailure(internalProblem(`the rule ${rule.id}`, error, startOf(analysis)));
      failed.add(rule);
      return [];
    }
  };
  return checkEachBoot(analysis, (each) => rules.flatMap((rule) => ofRule(rule, each))).sort(byPlace);
}

/** What a rule finds on one boot: of what no comment silences at most `LIMITS.findingsSought`, and one that says there is more. */
function checkBoot(rule: Rule, analysis: Analysis, unread: UnreadParts, forPeople: boolean): Finding[] {
  const findings: Finding[] = [];
  let shown = 0;
  for (const report of rule.check(analysis)) {
    const span = report.span ?? startOf(analysis);
    const evidence = report.evidence ?? rule.evidence ?? WHOLE_TREE;
    if (span === undefined || !unread.isWhole(evidence, report.nodePath)) continue;
    if (suppressedBy(rule.id, span) === undefined) shown++;
    const isLastSought = shown > LIMITS.findingsSought.most;
    findings.push({
      rule: rule.id,
      severity: report.severity ?? rule.severity,
      span,
      nodePath: report.nodePath,
      evidence,
      ...(forPeople ? saidBy(report) : NOTHING_SAID),
      ...(isLastSought ? { isLastSought } : {}),
    });
    if (isLastSought) break;
  }
  return findings;
}

/** What of a finding people read. */
type Said = Pick<Finding, 'message' | 'related' | 'fixes' | 'kernelLog' | 'claims'>;

const NOTHING_SAID: Said = { message: '', related: [], fixes: [], kernelLog: undefined, claims: [] };

function saidBy({ message, related = [], fixes = [], kernelLog, claims = [] }: Report): Said {
  return { message, related, fixes, kernelLog, claims };
}

function byPlace(a: Finding, b: Finding): number {
  if (a.span.file.path !== b.span.file.path) return a.span.file.path < b.span.file.path ? -1 : 1;
  return a.span.start - b.span.start;
}
