import type { ClientCapabilities, Connection } from 'vscode-languageserver';
import { CodeLensRefreshRequest, InlayHintRefreshRequest } from 'vscode-languageserver';

/** Asks the client to ask again for what it shows in documents that it did not edit, as far as it can. */
export class Refreshes {
  readonly #connection: Connection;
  readonly #requests: readonly string[];

  constructor(connection: Connection, { workspace }: ClientCapabilities) {
    this.#connection = connection;
    this.#requests = [
      ...(workspace?.codeLens?.refreshSupport === true ? [CodeLensRefreshRequest.method] : []),
      ...(workspace?.inlayHint?.refreshSupport === true ? [InlayHintRefreshRequest.method] : []),
    ];
  }

  /** Other documents, files or settings changed. */
  send(): void {
    for (const request of this.#requests) {
      this.#connection.sendRequest(request).catch((error) => this.#connection.console.error(String(error)));
    }
  }
}
