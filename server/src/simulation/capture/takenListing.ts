import type { CaptureNote } from './capture.ts';

/**
 * That names which no command is known to have listed were taken for heaps. `hasSystem`: whether `system` is among them,
 * which nearly every kernel has.
 */
export function takenNote(line: number | undefined, hasSystem: boolean): CaptureNote {
  const missing = hasSystem ? '' : ', of which a part was copied: "system" is missing';
  return { message: `taken for a listing of /dev/dma_heap${missing}`, line };
}
