import type { Analysis } from '../analysis.ts';
import { unmodelledNote } from '../kernel/behaviours/releases.ts';
import { memoryNote } from './memoryNote.ts';
import { otherBootNotes } from './otherBootNotes.ts';

/**
 * What bears on everything that is shown of a board, each in a sentence or two: that its RAM is a guess, that its kernel may
 * do otherwise, and that a kernel is not modelled, the profile's or one of `kernels` that are shown beside it.
 */
export function analysisNotes(analysis: Analysis, kernels: readonly string[] = []): string[] {
  const memory = memoryNote(analysis);
  const versions = new Set([analysis.profile.kernel, ...kernels]);
  const unmodelled = [...versions].flatMap((version) => unmodelledNote(version) ?? []);
  const others = otherBootNotes(analysis);
  return [...(memory === undefined ? [] : [memory]), ...others, ...unmodelled.map((note) => `${note}.`)];
}
