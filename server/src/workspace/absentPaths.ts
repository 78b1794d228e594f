import { parseJson } from '../text/json/jsonDocument.ts';
import type { Span } from '../text/sourceFile.ts';
import type { Configuration } from './configuration.ts';
import type { FileSystem } from './fileSystem.ts';

/** A path of a `.dtheaps.json` at which nothing stands. */
export interface AbsentPath {
  readonly path: string;
  readonly span: Span | undefined;
  readonly isFolder: boolean;
}

/** The include folders, overlays and boards of bases that a `.dtheaps.json` names and that are not there. */
export function absentPaths({ file, includeRoots, overlays, bases }: Configuration, files: FileSystem): AbsentPath[] {
  if (file === undefined) return [];
  const document = parseJson(file);
  const absent: AbsentPath[] = [];
  const ask = (path: string, place: readonly (string | number)[], isFolder: boolean): void => {
    if (isFolder ? files.isFolder(path) : files.read(path) !== undefined) return;
    absent.push({ path, span: 'message' in document ? undefined : document.valueSpan(place), isFolder });
  };
  for (const [index, path] of includeRoots.entries()) ask(path, ['includeRoots', index], true);
  for (const [index, path] of overlays.entries()) ask(path, ['overlays', index], false);
  for (const [index, base] of bases.entries()) {
    ask(base.board, ['bases', index, 'board'], false);
    for (const [at, path] of base.overlays.entries()) ask(path, ['bases', index, 'overlays', at], false);
  }
  return absent;
}
