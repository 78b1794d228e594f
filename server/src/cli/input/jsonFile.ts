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
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UnusableError(`${path}${jsonPlace(text, message)}: not JSON: ${message.split('\n')[0]}`);
  }
}

/** `:line:column` from the offset that V8 names in its message; empty where it names none. */
function jsonPlace(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  const offset =
    position === undefined ? (/end of JSON|Unexpected end/.test(message) ? text.length : undefined) : Number(position);
  if (offset === undefined) return '';
  const before = text.slice(0, offset).split('\n');
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
