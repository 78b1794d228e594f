import { FileType, Uri, workspace } from 'vscode';
import type { FetchFileAnswer, FetchFileParams } from '../../server/src/lsp/protocol.ts';

/** How many bytes are turned into a string at once: a call has no more arguments than the stack holds. */
const CHUNK = 8192;

/** What stands at a place of a file system that the server cannot read by itself; `null` for nothing. */
export async function fetchFile({ uri: text, maximumBytes }: FetchFileParams): Promise<FetchFileAnswer | null> {
  const uri = Uri.parse(text);
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if ((type & FileType.Directory) !== 0) {
      const entries = await workspace.fs.readDirectory(uri);
      return { names: entries.map(([name, kind]) => ((kind & FileType.Directory) === 0 ? name : `${name}/`)) };
    }
    return size > maximumBytes ? null : { base64: base64(await workspace.fs.readFile(uri)) };
  } catch {
    // Nothing stands there, or its file system has gone.
    return null;
  }
}

/** Bytes in base64. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
