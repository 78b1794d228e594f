import { isBlob } from '../../devicetree/blob/readBlob.ts';
import type { SourceFile } from '../../text/sourceFile.ts';

/** At most this many of a file's first bytes decide whether it is text. */
const SAMPLE_BYTES = 1024;

/** Whether a file is neither text nor a device tree blob: more than a tenth of its beginning are control characters. */
export function looksBinary(file: SourceFile): boolean {
  if (isBlob(file)) return false;
  const { text } = file;
  let control = 0;
  const length = Math.min(text.length, SAMPLE_BYTES);
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0c && code !== 0x0d) control++;
  }
  return control * 10 > length;
}
