import { basename, dirname, join, relative, sep } from 'node:path';
import { absolutePath } from '../../disk/nativePath.ts';
import { UnusableError } from '../failure.ts';

/** A board's blob as dtc's users name it: `.dtbo` for an overlay, `.dtb` for everything else. */
function blobName(board: string): string {
  const name = basename(board);
  const stem = name.replace(/\.(?:dtsi?|dtso|overlay|dtbo?)$/i, '');
  return `${stem}${/\.(?:dtso|overlay|dtbo)$/i.test(name) ? '.dtbo' : '.dtb'}`;
}

/** The folder that all paths have in common. */
function commonFolder(paths: readonly string[]): string {
  let [common = ''] = paths.map((path) => dirname(absolutePath(path)));
  for (const path of paths) {
    const folder = `${dirname(absolutePath(path))}${sep}`;
    while (!folder.startsWith(common.endsWith(sep) ? common : common + sep)) common = dirname(common);
  }
  return common;
}

/**
 * Where the blobs of several boards go in a folder: side by side, each under its board's name. Boards that bear one
 * name keep the folders in which they differ. Unusable where one board is named twice.
 */
export function outputNames(boards: readonly string[], folder: string): Map<string, string> {
  const byName = new Map<string, string[]>();
  for (const board of boards) byName.set(blobName(board), [...(byName.get(blobName(board)) ?? []), board]);
  const outputs = new Map<string, string>();
  for (const [name, namesakes] of byName) {
    const common = namesakes.length === 1 ? undefined : commonFolder(namesakes);
    const places = new Set<string>();
    for (const board of namesakes) {
      const place = common === undefined ? name : join(relative(common, dirname(absolutePath(board))), name);
      if (places.has(place)) throw new UnusableError(`${board}: the output ${place} would be written twice`);
      places.add(place);
      outputs.set(board, join(folder, place));
    }
  }
  return outputs;
}
