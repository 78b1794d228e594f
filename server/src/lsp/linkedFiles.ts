import { fileNameOf } from '../text/fileName.ts';
import type { Span } from '../text/sourceFile.ts';
import type { OpenDocuments } from './openDocuments.ts';

/**
 * Some places, each once, where boards reach one file by several paths: a kernel tree links the sources of other
 * architectures below `scripts/dtc/include-prefixes`. All places of such a file stand under one of these paths: the one by
 * which it is open, else the one without links, else the first. Places come in the order in which they are given.
 */
export function placesOfFiles(documents: Pick<OpenDocuments, 'isOpen' | 'realPath'>, places: readonly Span[]): Span[] {
  const files = new Map(places.map(({ file }) => [file.path, file]));
  const byName = new Map<string, string[]>();
  for (const path of files.keys()) {
    const name = fileNameOf(path);
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  const shown = new Map<string, string>();
  for (const paths of byName.values()) {
    // Only a link to the file itself could give it another name; kernel trees link folders.
    if (paths.length < 2) continue;
    const byRealPath = new Map<string, string[]>();
    for (const path of paths) {
      const real = documents.realPath(path) ?? path;
      byRealPath.set(real, [...(byRealPath.get(real) ?? []), path]);
    }
    for (const [real, same] of byRealPath) {
      const one = same.find((path) => documents.isOpen(path)) ?? same.find((path) => path === real) ?? same[0];
      for (const path of same) if (one !== undefined) shown.set(path, one);
    }
  }
  const distinct = new Map<string, Span>();
  for (const place of places) {
    const file = files.get(shown.get(place.file.path) ?? place.file.path);
    // A copy that was read at another time has other places.
    const span = file === undefined || file.text !== place.file.text ? place : { ...place, file };
    const key = `${span.start} ${span.end} ${span.file.path}`;
    if (!distinct.has(key)) distinct.set(key, span);
  }
  return [...distinct.values()];
}
