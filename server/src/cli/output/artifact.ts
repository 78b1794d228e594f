import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { absolutePath, forwardSlashes } from '../../disk/nativePath.ts';
import { hasLoneSurrogate, percentEncoded } from '../../text/bytesAndText.ts';

/** The URI of an absolute path, also of one whose bytes are no UTF-8. */
export function fileUri(absolute: string): string {
  if (!hasLoneSurrogate(absolute)) return pathToFileURL(absolute).href;
  return `file://${absolute.split('/').map(percentEncoded).join('/')}`;
}

/** A path as SARIF names a file: relative to the current folder where it lies below it, so that services find it. */
export function artifact(path: string): { uri: string; uriBaseId?: string } {
  const absolute = absolutePath(path);
  const below = forwardSlashes(relative(absolutePath(), absolute));
  if (below.startsWith('..') || below === '') return { uri: fileUri(absolute) };
  return { uri: below.split('/').map(percentEncoded).join('/'), uriBaseId: '%SRCROOT%' };
}
