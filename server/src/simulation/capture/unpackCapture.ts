import { INPUT_LIMITS } from '../../text/limits.ts';
import { byteString, bytesOf } from '../../text/sourceFile.ts';

const GZIP = '\x1f\x8b';
/** The bytes of a capture, one character a byte: as they are, or at most `most` that gzip packed; or why that cannot be unpacked. */
export async function unpackedCapture(
  bytes: string,
  most: number = INPUT_LIMITS.unpackedCaptureBytes,
): Promise<{ readonly bytes: string } | { readonly why: string }> {
  if (!bytes.startsWith(GZIP)) return { bytes };
  try {
    return await unpacked(bytes, most);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { why: `gzip: it cannot be unpacked (${why})` };
  }
}

/** Rejects where the bytes are no gzip. */
async function unpacked(bytes: string, most: number): Promise<{ readonly bytes: string } | { readonly why: string }> {
  const stream = new Blob([Uint8Array.from(bytesOf(bytes))]).stream().pipeThrough(new DecompressionStream('gzip'));
  const chunks: string[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > most) return { why: `gzip: it unpacks to more than ${most >> 20} MiB` };
    chunks.push(byteString(chunk));
  }
  return { bytes: chunks.join('') };
}
