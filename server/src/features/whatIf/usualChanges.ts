import { type Analysis, bootedRegion } from '../../analysis.ts';
import { RELEASES } from '../../kernel/behaviours/releases.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { stateName } from '../regionFacts.ts';
import type { RegionMode } from './boardChange.ts';

/** A change that people often ask about, as `readBoardChange` reads it. */
export interface UsualChange {
  readonly text: string;
  /** What it is about, in a few words. */
  readonly about: string;
}

/** At most this many regions are listed; others can be typed. */
const MAXIMUM_REGIONS = 100;

const MODES: readonly RegionMode[] = ['reusable', 'no-map', 'plain'];

/** The changes to choose from on a board: the other ways to keep each region, other kernels, other page sizes. */
export function usualChanges(analysis: Analysis): UsualChange[] {
  const { memory, profile, boot } = analysis;
  const regions = memory.regions.slice(0, MAXIMUM_REGIONS).flatMap((region): UsualChange[] => {
    const booted = bootedRegion(boot, region.path);
    const about = booted === undefined ? 'not looked at' : stateName(booted);
    const name = region.labels[0] ?? region.name;
    return MODES.filter((mode) => mode !== modeOf(region)).map((mode) => ({ text: `${name}:${mode}`, about }));
  });
  const kernels = RELEASES.filter(({ version }) => version !== profile.kernel).map(({ version, note }) => ({
    text: `kernel=${version}`,
    about: note,
  }));
  const pages = [4, 16, 64]
    .filter((kib) => profile.architecture === 'arm64' && kib * 1024 !== boot.pageSize)
    .map((kib) => ({ text: `pages=${kib}K`, about: `${boot.pageSize / 1024} KiB now` }));
  return [...regions, ...kernels, ...pages];
}

function modeOf({ reusable, noMap }: Region): RegionMode {
  if (reusable) return 'reusable';
  return noMap ? 'no-map' : 'plain';
}
