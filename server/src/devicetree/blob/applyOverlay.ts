import type { Problem } from '../../text/problem.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { type EditableBlob, openForEditing, type TreeOrBlob } from './editableBlob.ts';
import { keepPhandles, mergeFragments, mergeSymbols, type OverlayBase } from './mergeOverlay.ts';
import { OverlaidTree } from './overlaidTree.ts';
import type { OverlayFault } from './overlayFault.ts';
import { resolveLabels } from './overlayFixups.ts';
import { largestPhandle, localReferences, shiftPhandles, shiftReferences } from './overlayPhandles.ts';
import { PhandleIndex } from './phandleIndex.ts';
import type { BlobFault } from './structureBlock.ts';

/** What became of a tree to which overlays were applied. */
export interface OverlayResult {
  /** The tree with the overlays that could be applied up to the first fault; absent where the base is no blob. */
  readonly tree: OverlaidTree | undefined;
  readonly problems: readonly Problem[];
  /** Whether fdtoverlay would refuse. */
  readonly refused: boolean;
}

/**
 * Applies overlays in turn to a base, as `fdtoverlay` 1.7.0 does (`fdt_overlay_apply` in libfdt's fdt_overlay.c): the
 * overlay's phandles move after the base's, its references follow, labels of the base are looked up in its
 * `__symbols__`, fragments merge into their targets, and its labels join the base's.
 *
 * Values keep the sources that they have in the trees given. The first overlay that cannot be applied ends it with a
 * problem of severity `error`; the tree then has the overlays before it, and nothing of this one.
 */
export function applyOverlays(base: TreeOrBlob, overlays: readonly TreeOrBlob[]): OverlayResult {
  const blob = openForEditing(base);
  if ('id' in blob) return { tree: undefined, problems: [problemOf(base, blob)], refused: true };
  if (blob.header.version < OLDEST_EDITABLE_VERSION) {
    const message = `A blob of version ${blob.header.version} cannot be changed, only one of version ${OLDEST_EDITABLE_VERSION} or later.`;
    const fault: BlobFault = { id: 'blob-bad-header', offset: 20, message };
    return { tree: undefined, problems: [problemOf(base, fault)], refused: true };
  }
  for (const [index, overlay] of overlays.entries()) {
    const fault = applyOverlay(blob, overlay, 'root' in base);
    if (fault === undefined) continue;
    // The failed overlay may have left parts of itself in the tree.
    const { tree } = applyOverlays(base, overlays.slice(0, index));
    return { tree, problems: [problemOf(overlay, fault)], refused: true };
  }
  return { tree: new OverlaidTree(blob), problems: [], refused: false };
}

function problemOf(input: TreeOrBlob, fault: OverlayFault | BlobFault): Problem {
  const { id, message } = fault;
  let span = 'span' in fault ? fault.span : undefined;
  if (input instanceof SourceFile) {
    // What is missing at the end of a cut blob would stand after it.
    const offset = 'offset' in fault ? Math.min(fault.offset, input.text.length) : 0;
    span = { file: input, start: offset, end: offset };
  }
  return { id, severity: 'error', message, span, related: [] };
}

/** libfdt opens older blobs for reading only (`fdt_open_into` in its fdt_rw.c). */
const OLDEST_EDITABLE_VERSION = 16;

/** `isSource` where the base is a tree, whose symbols are made, and no blob, which has them or not. */
function applyOverlay(base: EditableBlob, input: TreeOrBlob, isSource: boolean): OverlayFault | BlobFault | undefined {
  const overlay = openForEditing(input);
  if ('id' in overlay) return overlay;
  const { root } = overlay;
  const delta = largestPhandle(base.root);
  const shiftFault = shiftPhandles(root, delta);
  if (shiftFault !== undefined) return shiftFault;
  const references = localReferences(root);
  if ('id' in references) return references;
  shiftReferences(references, delta);
  const labelFault = resolveLabels(base.root, root, isSource);
  if (labelFault !== undefined) return labelFault;
  const target: OverlayBase = { ...base, phandles: new PhandleIndex(base.root) };
  keepPhandles(target, root, references);
  return mergeFragments(target, root) ?? mergeSymbols(target, root);
}
