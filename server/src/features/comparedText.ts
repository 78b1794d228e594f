import type { CaptureComparison } from '../simulation/capture/explainCapture.ts';

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** How much of a capture was compared and whether it agrees, in a sentence: a capture that holds none of it agrees with nothing. */
export function comparedText({ compared, differences }: Pick<CaptureComparison, 'compared' | 'differences'>): {
  readonly counts: string;
  /** What came of it; empty where something differs. */
  readonly verdict: string;
} {
  const { heaps, areas, log } = compared;
  const counts = `${counted(heaps, 'heap')}, ${counted(areas, 'CMA area')} and ${counted(log, 'message')} of the target compared`;
  if (differences.length > 0) return { counts, verdict: '' };
  const isNothing = heaps + areas + log === 0;
  return { counts, verdict: isNothing ? 'nothing that is here differs.' : 'as predicted.' };
}
