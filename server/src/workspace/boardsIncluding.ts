import type { FileSystem } from './fileSystem.ts';
import { fileNameOf, folderOf } from './path.ts';

/** A folder with more sources is not searched through while someone waits. */
const MAXIMUM_FILES = 2000;

const SOURCE = /\.(?:dts|dtsi|dtso|overlay)$/;
const INCLUDE = /^[ \t]*(?:#[ \t]*include[ \t]*["<]|\/include\/[ \t]*")([^">\n]+)[">]/gm;
const BOARD = /^[ \t]*\/dts-v1\/[ \t]*;/m;

/** Whether a text begins a device tree of its own: a board or an overlay. */
export function isBoardText(text: string): boolean {
  return BOARD.test(text);
}

/**
 * The boards of a file's own folder that include it, by its name and however deeply, in the order of their names. What
 * `#if` leaves out counts as included: this finds candidates, reading a board tells.
 */
export function boardsIncluding(files: FileSystem, path: string): string[] {
  const folder = folderOf(path);
  const names = files.list(folder).filter((name) => SOURCE.test(name));
  if (names.length > MAXIMUM_FILES) return [];
  const includers = new Map<string, string[]>();
  for (const name of names) {
    for (const [, target = ''] of files.read(`${folder}/${name}`)?.text.matchAll(INCLUDE) ?? []) {
      const included = fileNameOf(target);
      const of = includers.get(included);
      if (of === undefined) includers.set(included, [name]);
      else of.push(name);
    }
  }
  const reached = new Set([fileNameOf(path)]);
  for (const name of reached) for (const includer of includers.get(name) ?? []) reached.add(includer);
  reached.delete(fileNameOf(path));
  return [...reached]
    .sort()
    .map((name) => `${folder}/${name}`)
    .filter((candidate) => isBoardText(files.read(candidate)?.text ?? ''));
}
