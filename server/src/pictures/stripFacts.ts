import { formatSize } from '../kernel/units/formatBytes.ts';
import { formatAbout } from './formatAbout.ts';
import { BEFORE_STEPS, isThere, longestHole, type PageStrip, type ScenarioPicture } from './pageStrip.ts';

/** How many colours tell the buffers of neighbouring groups apart. */
const HUES = 7;

/** The step that a still picture shows: the first that failed, else the last; -1 for a scenario without steps. */
export const shownStep = ({ firstFailing, steps }: ScenarioPicture): number => firstFailing ?? steps.length - 1;

/** A step and what came of it, with the reason on a line below; before the first step a sentence says so. */
export function stepText(picture: ScenarioPicture, at: number): string {
  const step = picture.steps[at];
  if (step === undefined) return 'Before the first step';
  const why = step.why === undefined ? '' : `\n${step.why}`;
  return `Step ${at}: ${step.op}: ${step.text}${why}`;
}

/** What stands above a strip: its pool, and how large that is. */
export const stripTitle = ({ pool, range, pages }: PageStrip): string =>
  `${pool}: ${formatSize(range.size)}, ${pages} pages`;

/** What a strip shows after a step, in words: how many buffers, what they use, the largest free run and the peak. */
export function stripFacts(strip: PageStrip, step: number): string {
  const sizeOf = (pages: number): string => `${pages} pages (${formatAbout(BigInt(pages * strip.pageSize))})`;
  const count = strip.buffers.filter((buffer) => buffer.from > BEFORE_STEPS && isThere(buffer, step)).length;
  const used = strip.used[step];
  const free = strip.largestFree[step] ?? longestHole(strip, step).pages;
  return [
    `${count} ${count === 1 ? 'buffer' : 'buffers'}`,
    ...(used === undefined ? [] : [`${sizeOf(used)} used`]),
    `largest free run ${sizeOf(free)}`,
    `peak ${sizeOf(strip.peak)}`,
  ].join(', ');
}

/** A number below 7 for a group of buffers: those whose names differ in their last digits alone look the same. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id.replace(/[\d:]+$/, '')) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return hash % HUES;
}
