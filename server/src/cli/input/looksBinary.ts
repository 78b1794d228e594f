import { isBlob } from '../../devicetree/blob/readBlob.ts';
import type { SourceFile } from '../../text/sourceFile.ts';

/** At most this many of a file's first bytes decide whether it is text. */
const SAMPLE_BYTES = 1024;

/** Control characters but for those between words and lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for.
const CONTROL = /[\0-\x08\x0b\x0e-\x1f]/g;

/** Whether a file is neither text nor a device tree blob: more than a tenth of its beginning are control characters. */
export function looksBinary(file: SourceFile): boolean {
  if (isBlob(file)) return false;
  const sample = file.text.slice(0, SAMPLE_BYTES);
  return (sample.match(CONTROL)?.length ?? 0) * 10 > sample.length;
}
