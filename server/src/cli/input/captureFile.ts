import { decodeCapture } from '../../simulation/capture/decodeCapture.ts';
import { unpackedCapture } from '../../simulation/capture/unpackCapture.ts';
import { UnusableError } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import type { NamedFiles } from './namedFiles.ts';

/** The text of a capture: a file or, as `-`, standard input; gzip is unpacked. Unusable input if it cannot be read. */
export async function readCaptureFile(files: NamedFiles, terminal: Terminal, path: string): Promise<string> {
  const bytes = path === '-' ? await terminal.input() : files.read(path)?.text;
  if (bytes === undefined) throw new UnusableError(files.failureText(path));
  const unpacked = await unpackedCapture(bytes);
  if ('why' in unpacked) throw new UnusableError(`${path}: ${unpacked.why}`);
  return decodeCapture(unpacked.bytes);
}
