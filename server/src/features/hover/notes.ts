import type { Analysis } from '../../analysis.ts';
import { analysisNotes } from '../analysisNotes.ts';
import { type Block, paragraph } from '../richText.ts';

/** What bears on all that is said of memory; `kernels` are those that are shown beside the profile's. */
export function noteBlocks(analysis: Analysis, kernels: readonly string[] = []): Block[] {
  return analysisNotes(analysis, kernels).map((note) => paragraph(note));
}
