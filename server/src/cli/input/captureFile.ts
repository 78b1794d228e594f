import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { decodeCapture } from '../../simulation/capture/decodeCapture.ts';
import { UnusableError } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import type { NamedFiles } from './namedFiles.ts';

const GZIP = '\x1f\x8b';
/** At most this many bytes come out of a compressed capture. */
const MAXIMUM_BYTES = 256 << 20;

/** The text of a capture: a file or, as `-`, standard input; gzip is unpacked. Unusable input if it cannot be read. */
export async function readCaptureFile(files: NamedFiles, terminal: Terminal, path: string): Promise<string> {
  const bytes = path === '-' ? await terminal.input() : files.read(path)?.text;
  if (bytes === undefined) throw new UnusableError(files.failureText(path));
  return decodeCapture(bytes.startsWith(GZIP) ? unpacked(path, bytes) : bytes);
}

function unpacked(path: string, bytes: string): string {
  try {
    return gunzipSync(Buffer.from(bytes, 'latin1'), { maxOutputLength: MAXIMUM_BYTES }).toString('latin1');
  } catch (error) {
    throw new UnusableError(`${path}: gzip: ${error instanceof Error ? error.message : String(error)}`);
  }
}
