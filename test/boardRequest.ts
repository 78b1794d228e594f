import type { BoardRequest } from '../server/src/devicetree/board.ts';

/** A board as `cpp | dtc` reads it in its own folder: nothing defined, no folder searched, no overlay. */
export function boardRequest(path: string): BoardRequest {
  return {
    path,
    includeRoots: [],
    dtcIncludeRoots: [],
    defines: [],
    preprocess: true,
    overlays: [],
    symbols: false,
  };
}
