import type { FileReader } from '../text/fileReader.ts';
import { LIMITS } from '../text/limits.ts';
import type { Problem } from '../text/problem.ts';

/** What an overlay counts for besides its bytes: one of a few lines takes about as long to merge as some kilobytes. */
const OVERLAY_BYTES = 4096;

/** Why the overlays at these paths are not applied to one board: see `LIMITS.appliedOverlays`. `undefined` where they are. */
export function tooManyOverlays(files: FileReader, paths: readonly string[]): Problem | undefined {
  const bytes = paths.reduce((sum, path) => sum + (files.read(path)?.text.length ?? 0) + OVERLAY_BYTES, 0);
  if (bytes <= LIMITS.appliedOverlays.most) return undefined;
  const message =
    `${paths.length} overlays are to be applied, more than are followed (${LIMITS.appliedOverlays.most >> 20} MiB, each ` +
    `file counted each time and ${OVERLAY_BYTES >> 10} KiB besides), so that none of them is`;
  return { id: 'overlays-too-many', severity: 'error', message, span: undefined, related: [] };
}

/** Why texts that are no overlays proper are not read after a board: that is a blob. */
export function notAppended(board: string, appended: readonly string[]): Problem {
  const message =
    `${appended.join(', ')} has neither /dts-v1/ nor /plugin/, so it is to be read after the board's source, and ` +
    `${board} is a blob: name the board's source, or make an overlay of it that begins with /dts-v1/; /plugin/;`;
  return { id: 'overlay-not-appended', severity: 'error', message, span: undefined, related: [] };
}
