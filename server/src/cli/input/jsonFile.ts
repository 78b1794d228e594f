import { jsonFaultOffset } from '../../text/json/jsonFault.ts';
import { UnusableError } from '../failure.ts';
import type { NamedFiles } from './namedFiles.ts';

/** The text of a file that the caller named, decoded from UTF-8; unusable input if it cannot be read. */
export function readTextFile(files: NamedFiles, path: string): string {
  const file = files.read(path);
  if (file === undefined) throw new UnusableError(`${path}: ${files.failureText(path)}`);
  return Buffer.from(file.text, 'latin1')
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

/** The JSON value in a file that the caller named; unusable input, with the place where it breaks, if it is none. */
export function readJsonFile(files: NamedFiles, path: string): unknown {
  const text = readTextFile(files, path);
  try {
    return JSON.parse(text);
  } catch {
    const offset = jsonFaultOffset(text);
    const before = text.slice(0, offset).split('\n');
    const found =
      offset >= text.length ? 'the file ends here' : `${JSON.stringify(text.charAt(offset))} cannot stand here`;
    throw new UnusableError(`${path}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: not JSON: ${found}`);
  }
}
