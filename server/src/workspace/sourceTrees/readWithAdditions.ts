import type { Board, BoardReader, BoardRequest } from '../../devicetree/board.ts';

/** What only a configured build of U-Boot has: its options as macros, and the header that it makes of them. */
const OF_CONFIGURATION = /\bCONFIG_[A-Z]|<config\.h>/;

/**
 * Reads a board with the files that its build appends to its text. Where they cannot be read and ask for options that
 * only a configured build has, the board is read without them: nothing is said of what is not there yet. `earlier` as for
 * `BoardReader.read`.
 */
export function readWithAdditions(
  reader: BoardReader,
  request: BoardRequest,
  additions: readonly string[],
  earlier?: Board,
): Board {
  if (additions.length === 0) return reader.read(request, earlier);
  const whole = reader.read({ ...request, overlays: [...additions, ...request.overlays] });
  if (!whole.refused) return whole;
  const alone = reader.read(request);
  const own = new Set(alone.files);
  return whole.files.some((file) => !own.has(file) && OF_CONFIGURATION.test(file.text)) ? alone : whole;
}
