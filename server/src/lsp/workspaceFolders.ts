import type { InitializeParams, WorkspaceFoldersChangeEvent } from 'vscode-languageserver';
import { uriOfPath } from './positions.ts';

/** The folders of the workspace (URIs), as the client lists them and says which come and go. */
export class WorkspaceFolders {
  #uris: readonly string[];

  /**
   * Takes what a client sent with `initialize`. One that knows nothing of several folders names the one it has, by its URI or, if
   * it is older, by its path (Language Server Protocol 3.17, "Initialize Request").
   */
  constructor({ workspaceFolders, rootUri, rootPath }: InitializeParams) {
    const only = rootUri ?? (typeof rootPath === 'string' ? uriOfPath(rootPath.replaceAll('\\', '/')) : undefined);
    this.#uris = urisIn(workspaceFolders ?? [{ uri: only }]);
  }

  get uris(): readonly string[] {
    return this.#uris;
  }

  change({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const gone = new Set(urisIn(removed));
    this.#uris = [...new Set([...this.#uris.filter((uri) => !gone.has(uri)), ...urisIn(added)])];
  }
}

/** The URIs of folders as a client sent them, which may be anything. */
function urisIn(folders: unknown): string[] {
  if (!Array.isArray(folders)) return [];
  return folders.flatMap((folder: { readonly uri?: unknown } | null | undefined) =>
    typeof folder?.uri === 'string' ? folder.uri : [],
  );
}
