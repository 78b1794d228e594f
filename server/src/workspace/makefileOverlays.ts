import { textOfBytes } from '../text/bytesAndText.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import type { FileSystem } from './fileSystem.ts';
import type { OverlayBase } from './layers.ts';
import { folderOf } from './path.ts';

const LIST = /^([^\s:+?=#]+)[ \t]*(?::|\+)?=[ \t]*(.*)$/gm;

/** By which names kbuild finds the source of a blob: `%.dts`, `%.dtso`, and `%-overlay.dts` in Raspberry Pi's kernel. */
const OVERLAY_SOURCES = ['.dtso', '.dts', '-overlay.dts'] as const;

/**
 * The boards that the Makefile beside an overlay, or the one above its folder, combines it with (Linux
 * Documentation/kbuild/makefiles.rst): `both-dtbs := board.dtb first.dtbo second.dtbo` builds `both.dtb`, and so does
 * `dtb-$(CONFIG_…) += board.dtb first.dtbo` say what belongs together, where it names one board alone. Each with its
 * overlays in their order; conditions are not looked at. The first `INPUT_LIMITS.overlayPlaces` that differ.
 */
export function makefileBases(files: FileSystem, overlay: string): OverlayBase[] {
  const folder = folderOf(overlay);
  const inFolder = basesIn(files, folder, overlay);
  return inFolder.length > 0 || folder === '.' || folder === '/' ? inFolder : basesIn(files, folderOf(folder), overlay);
}

function basesIn(files: FileSystem, folder: string, overlay: string): OverlayBase[] {
  const makefile = files.read(`${folder === '/' ? '' : folder}/Makefile`);
  if (makefile === undefined || !makefile.text.includes('.dtbo')) return [];
  const isOverlay = (blob: string): boolean => OVERLAY_SOURCES.some((end) => sourceAt(folder, blob, end) === overlay);
  const composites = new Map<string, OverlayBase>();
  const lists = new Map<string, OverlayBase>();
  for (const [, name = '', value = ''] of makefile.text.replace(/\\\r?\n/g, ' ').matchAll(LIST)) {
    const blobs =
      value
        .split('#', 1)[0]
        ?.split(/\s+/)
        .filter((word) => /\.dtbo?$/.test(word)) ?? [];
    if (blobs.length > INPUT_LIMITS.listedFiles) continue;
    if (!blobs.some((blob) => blob.endsWith('.dtbo') && isOverlay(blob))) continue;
    const boards = blobs.filter((blob) => blob.endsWith('.dtb'));
    const [board] = boards;
    if (board === undefined || boards.length > 1) continue;
    const source = sourceAt(folder, board, '.dts');
    if (files.read(source) === undefined) continue;
    const key = blobs.join(' ');
    if (name.endsWith('-dtbs')) {
      if (composites.has(key)) continue;
      const overlays = blobs.filter((blob) => blob.endsWith('.dtbo')).flatMap((blob) => overlayAt(files, folder, blob));
      composites.set(key, { board: source, overlays });
      if (composites.size === INPUT_LIMITS.overlayPlaces) break;
    } else if (/^dtb-/.test(name) && lists.size < INPUT_LIMITS.overlayPlaces) {
      lists.set(board, { board: source, overlays: [overlay] });
    }
  }
  return [...(composites.size > 0 ? composites : lists).values()];
}

function sourceAt(folder: string, blob: string, end: string): string {
  const name = textOfBytes(blob).replace(/\.dtbo?$/, end);
  return folder === '.' ? name : `${folder === '/' ? '' : folder}/${name}`;
}

/** The source of an overlay's blob; none where there is no such file. */
function overlayAt(files: FileSystem, folder: string, blob: string): string[] {
  const found = OVERLAY_SOURCES.map((end) => sourceAt(folder, blob, end)).find(
    (path) => files.read(path) !== undefined,
  );
  return found === undefined ? [] : [found];
}
