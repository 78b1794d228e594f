import { type Analysis, bootedRegion } from '../analysis.ts';
import type { BootedRegion, BootOutcome } from '../kernel/outcome/bootOutcome.ts';
import { causeText, stopText } from '../kernel/outcome/causeText.ts';
import type { RegionCause } from '../kernel/outcome/regionCause.ts';
import { formatHex, formatSize } from '../kernel/units/formatBytes.ts';
import type { RegionFate, Statement } from './claim.ts';

/**
 * What the boot of an analysis makes of the region at a path, as a sentence without a full stop: "Linux 7.3 refuses it:
 * …". Says that the kernel does not boot where it ends over this region, and only what the boot has: a region that is
 * refused, ignored or never reached is said to be just that.
 */
export function fateOf(analysis: Analysis, path: string): Statement {
  const { boot, otherBoots, profile } = analysis;
  const linux = `Linux ${profile.kernel}`;
  const { stop } = boot;
  const outcome = bootedRegion(boot, path);
  const others = otherBoots.map((other) => other.outcome);
  if (stop !== undefined && (outcome === undefined || stop.regions.includes(path))) {
    const uncertain = mayBoot(analysis);
    return {
      text: `${linux} ${uncertain ? 'may not boot' : 'does not boot'}: ${stopText(stop)}`,
      claims: uncertain ? [] : [{ kind: 'does-not-boot' }],
    };
  }
  if (outcome === undefined) return { text: `${linux} does not look at it`, claims: [{ kind: 'not-reserved', path }] };
  const cause = outcome.cause;
  if (cause?.kind === 'boot-ended') {
    return { text: `${linux} does not boot, and ends before its turn`, claims: [{ kind: 'does-not-boot' }] };
  }
  const claim = claimOf(outcome);
  const certain = others.every((other) => {
    const theirs = bootedRegion(other, path);
    return endsElsewhere(other, path) || (theirs !== undefined && claimOf(theirs) === claim);
  });
  const text = `${linux} ${certain ? VERBS[claim] : MAY_VERBS[claim]}`;
  if (claim === 'area') return { text, claims: [{ kind: claim, path }] };
  return {
    text: cause === undefined || claim === 'pool' ? text : `${text}: ${causeText(cause)}`,
    claims: [{ kind: claim, path }],
  };
}

/** Whether a board may boot nevertheless whose boot ends. */
export function mayBoot({ boot: { stop }, otherBoots }: Analysis): boolean {
  return (stop?.kind === 'area-outside-ram' && !stop.certain) || otherBoots.some(({ outcome }) => outcome.booted);
}

/** Whether a boot ends, and not over what is at a path: what it would have come to there is not known. */
export function endsElsewhere({ stop }: BootOutcome, path: string): boolean {
  return stop !== undefined && !stop.regions.includes(path);
}

const VERBS: Readonly<Record<RegionFate, string>> = {
  'not-reserved': 'reserves nothing for it',
  'not-placed': 'finds no place for it',
  'stays-mapped': 'does not take it out of the map',
  'given-back': 'refuses it',
  lost: 'does not keep it',
  kept: 'sets its memory aside',
  area: 'makes a CMA area of it',
  pool: 'makes a pool of it',
  'not-activated': 'makes a CMA area of it, and cannot activate it',
  'heap-missing': 'makes no heap of it',
};

/** The same where it is not known whether this release does so. */
const MAY_VERBS: Readonly<Record<RegionFate, string>> = {
  'not-reserved': 'may reserve nothing for it',
  'not-placed': 'may find no place for it',
  'stays-mapped': 'may not take it out of the map',
  'given-back': 'may refuse it',
  lost: 'may not keep it',
  kept: 'may set its memory aside',
  area: 'may make a CMA area of it',
  pool: 'may make a pool of it',
  'not-activated': 'may make a CMA area of it that it cannot activate',
  'heap-missing': 'may make no heap of it',
};

/** Whether its driver refused a region and gave its memory back. */
export function isGivenBack(outcome: BootedRegion | undefined): boolean {
  return outcome?.state === 'released' && outcome.cause?.kind !== 'given-back-with';
}

/** What became of a region that the boot has looked at. */
function claimOf({ state, cause }: BootedRegion): RegionFate {
  if (cause?.kind === 'reserved-before') return 'stays-mapped';
  if (cause?.kind === 'given-back-with') return 'lost';
  switch (state) {
    case 'cma':
      return cause?.kind === 'crosses-zone' ? 'not-activated' : 'area';
    case 'coherent':
    case 'restricted':
      return 'pool';
    case 'released':
      return 'given-back';
    case 'reserved':
      return 'kept';
    case 'failed':
    case 'skipped':
      return cause === undefined ? 'not-reserved' : failureOf(cause);
  }
}

function failureOf(cause: RegionCause): RegionFate {
  return cause.kind === 'no-place' ? 'not-placed' : 'not-reserved';
}

/**
 * What can be allocated of a CMA area that reaches beyond RAM: what lies there is in no zone, so that an allocation which
 * needs it fails, and one that reaches into a hole between banks ends the kernel (recorded boots k11, k11b). `undefined`
 * where all of it is RAM.
 */
export function usablePartOf({ boot, profile }: Analysis, path: string): Statement | undefined {
  const range = bootedRegion(boot, path)?.range;
  const area = boot.cmaAreas.find((each) => each.range.base === range?.base);
  if (area === undefined || !boot.booted) return undefined;
  const linux = `Linux ${profile.kernel}`;
  const page = BigInt(boot.pageSize);
  if (area.usablePages < area.pages) {
    const usable = BigInt(area.usablePages) * page;
    const rest =
      area.usablePages === 0
        ? 'every allocation in it fails with ENOMEM'
        : `allocations beyond ${formatHex(area.range.base + usable)} fail with ENOMEM: ${formatSize(usable)} can be used`;
    return {
      text: `${linux} boots with it, and ${rest}`,
      claims: [
        { kind: 'area', path },
        { kind: 'usable-pages', path, pages: area.usablePages },
      ],
    };
  }
  if (boot.systemMemory.some((bank) => bank.contains(area.range))) return undefined;
  return {
    text: `${linux} boots with it, and dies when an allocation reaches what is no RAM`,
    claims: [{ kind: 'area', path }],
  };
}
