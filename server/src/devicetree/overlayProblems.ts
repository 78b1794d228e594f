import type { FileReader } from '../text/fileReader.ts';
import { LIMITS } from '../text/limits.ts';
import type { Problem } from '../text/problem.ts';

/** What an overlay counts for besides its bytes: one of a few lines takes about as long to merge as some kilobytes. */
const OVERLAY_BYTES = 4096;

/**
 * What a node in the text of one counts for besides, where several are applied: it is made, and merged, whatever is in it. One
 * overlay may have as many as a board.
 */
const NODE_BYTES = 64;

/** How many nodes a text opens at the most. */
function nodesIn(text: string): number {
  let nodes = 0;
  for (let brace = text.indexOf('{'); brace >= 0; brace = text.indexOf('{', brace + 1)) nodes++;
  return nodes;
}

/** Why the overlays at these paths are not applied to one board: see `LIMITS.appliedOverlays`. `undefined` where they are. */
export function tooManyOverlays(files: FileReader, paths: readonly string[]): Problem | undefined {
  const sizes = new Map<string, { readonly bytes: number; readonly nodes: number }>();
  let bytes = 0;
  let nodes = 0;
  let mostNodes = 0;
  for (const path of paths) {
    const text = files.read(path)?.text ?? '';
    const size = sizes.get(path) ?? { bytes: text.length + OVERLAY_BYTES, nodes: nodesIn(text) };
    sizes.set(path, size);
    bytes += size.bytes;
    nodes += size.nodes;
    mostNodes = Math.max(mostNodes, size.nodes);
  }
  if (bytes + (nodes - mostNodes) * NODE_BYTES <= LIMITS.appliedOverlays.most) return undefined;
  const message =
    `${paths.length} overlays are to be applied, more than are followed (${LIMITS.appliedOverlays.most >> 20} MiB, each ` +
    `file counted each time, ${OVERLAY_BYTES >> 10} KiB besides and ${NODE_BYTES} bytes for each brace of all but one), so that none of them is`;
  return { id: 'overlays-too-many', severity: 'error', message, span: undefined, related: [] };
}

/** Why texts that are no overlays proper are not read after a board: that is a blob. */
export function notAppended(board: string, appended: readonly string[]): Problem {
  const message =
    `${appended.join(', ')} has neither /dts-v1/ nor /plugin/, so it is to be read after the board's source, and ` +
    `${board} is a blob: name the board's source, or make an overlay of it that begins with /dts-v1/; /plugin/;`;
  return { id: 'overlay-not-appended', severity: 'error', message, span: undefined, related: [] };
}
