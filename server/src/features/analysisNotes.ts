import type { Analysis } from '../analysis.ts';
import { unmodelledNote } from '../kernel/behaviours/releases.ts';
import { memoryNote } from './memoryNote.ts';

/**
 * What bears on everything that is shown of a board, a sentence each: that its RAM is a guess, and that a kernel is not
 * modelled, the profile's or one of `kernels` that are shown beside it.
 */
export function analysisNotes(analysis: Analysis, kernels: readonly string[] = []): string[] {
  const memory = memoryNote(analysis);
  const versions = new Set([analysis.profile.kernel, ...kernels]);
  const unmodelled = [...versions].flatMap((version) => unmodelledNote(version) ?? []);
  return [...(memory === undefined ? [] : [memory]), ...unmodelled.map((note) => `${note}.`)];
}
