import { INPUT_LIMITS } from '../text/limits.ts';
import type { FileSystem } from './fileSystem.ts';
import type { OverlayBase } from './layers.ts';
import { makefileBases } from './makefileOverlays.ts';
import { normalizePath } from './path.ts';

/** An overlay on a base, as it is opened. */
export interface OverlayPlace {
  readonly board: string;
  /** What is applied to the board before the overlay, in order, and at last the overlay itself. */
  readonly overlays: readonly string[];
}

/**
 * On which boards an overlay is seen: on those that somebody named (`named`: the call, the settings, the
 * `.dtheaps.json`), else on those that the Makefile combines it with; the first `INPUT_LIMITS.overlayPlaces` of them.
 * Empty where nobody says so; none is guessed.
 */
export function overlayPlaces(files: FileSystem, overlay: string, named: readonly OverlayBase[]): OverlayPlace[] {
  const chosen = named.filter(({ overlays }) => overlays.length === 0 || indexIn(overlays, overlay) >= 0);
  const bases = chosen.length > 0 ? chosen : makefileBases(files, overlay);
  // Two lists of a Makefile may differ in what comes after the overlay alone.
  const places = new Map<string, OverlayPlace>();
  for (const { board, overlays } of bases) {
    if (normalizePath(board) === normalizePath(overlay)) continue;
    const place = { board, overlays: [...before(overlays, overlay), overlay] };
    places.set(JSON.stringify(place), place);
    if (places.size === INPUT_LIMITS.overlayPlaces) break;
  }
  return [...places.values()];
}

/** The overlays of a board that an overlay comes after: those before it in the list, all where it is not in the list. */
export function before(overlays: readonly string[], overlay: string): readonly string[] {
  const at = indexIn(overlays, overlay);
  return at < 0 ? overlays : overlays.slice(0, at);
}

function indexIn(overlays: readonly string[], overlay: string): number {
  const path = normalizePath(overlay);
  return overlays.findIndex((each) => normalizePath(each) === path);
}
