import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A path as SARIF names a file: relative to the current folder where it lies below it, so that services find it. */
export function artifact(path: string): { uri: string; uriBaseId?: string } {
  const absolute = resolve(path);
  const below = relative(resolve(), absolute).replaceAll('\\', '/');
  if (below.startsWith('..') || below === '') return { uri: pathToFileURL(absolute).href };
  return { uri: below.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
