import type { Connection } from 'vscode-languageserver';
import { uriOfPath } from './positions.ts';
import { type FetchFileAnswer, type FetchFileParams, fetchFileRequest } from './protocol.ts';

/** What the client has at a path: a file's bytes, or the names in a folder, folders with a `/` after them. */
type ClientFile = { readonly bytes: Uint8Array } | { readonly names: readonly string[] };

/**
 * Asks the client what stands at a path, in whatever file system; `undefined` for nothing, for a file of more than
 * `maximumBytes`, and from a client that does not know the question.
 */
export function fetchFromClient(
  connection: Connection,
): (path: string, maximumBytes: number) => Promise<ClientFile | undefined> {
  return async (path, maximumBytes) => {
    const uri = uriOfPath(path);
    // A document that was never saved has no file system.
    if (uri.startsWith('untitled:')) return undefined;
    const params: FetchFileParams = { uri, maximumBytes };
    const answer = await connection.sendRequest<FetchFileAnswer | null>(fetchFileRequest, params);
    if (answer === null) return undefined;
    if ('names' in answer) return { names: answer.names };
    return { bytes: Uint8Array.from(atob(answer.base64), (character) => character.charCodeAt(0)) };
  };
}
