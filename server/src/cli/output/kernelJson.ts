import type { Analysis } from '../../analysis.ts';
import { defaultAreaNote } from '../../features/heapsByKernel.ts';
import { otherBootNotes } from '../../features/otherBootNotes.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import { heapJson } from './boardJson.ts';

/** What one kernel makes of the board's heaps, in the JSON of `heaps` and `report`. */
export function kernelJson(analysis: Analysis): object {
  const { boot, profile } = analysis;
  return {
    kernel: profile.kernel,
    booted: boot.booted,
    mayDiffer: otherBootNotes(analysis),
    reason: boot.stop === undefined ? null : stopText(boot.stop),
    defaultAreaMissing: defaultAreaNote(boot) ?? null,
    heaps: boot.heaps.map((heap) => heapJson(boot, heap)),
  };
}
