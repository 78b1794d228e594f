import type { Disposable, Event, LogOutputChannel } from 'vscode';
import { EventEmitter, window, workspace } from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  ErrorAction,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient';
import { fetchFileRequest, type InitializationOptions } from '../../server/src/lsp/protocol.ts';
import { isOldVersion, isSource } from './devicetreeDocuments.ts';
import { fetchFile } from './fetchFile.ts';
import { askedConfiguration } from './setSettings.ts';

/** What the client is called where a person sees it. */
export const NAME = 'Devicetree Heaps';

/** Makes the client of a language server; `id` is its own among all of the window. */
export type MakeClient = (id: string, options: LanguageClientOptions) => BaseLanguageClient;

/** What a language server is run with. */
export interface ServerOptions {
  /** Of the client, among all of the window. */
  readonly id: string;
  readonly makeClient: MakeClient;
  readonly documentSelector: NonNullable<LanguageClientOptions['documentSelector']>;
  readonly output: LogOutputChannel;
  /** Shows the output to the person who asks for it. */
  readonly showOutput: () => void;
  /** Asked at each start. */
  readonly initializationOptions: () => InitializationOptions;
  /** Shows a message with buttons; answers the one that was pressed. */
  readonly tell: (message: string, ...buttons: string[]) => Thenable<string | undefined>;
}

/** What the server does; `reason` is why it does not work, for a sentence. */
export type ServerState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly reason: string };

/** A server that ends more often than this within three minutes is not started again by itself. */
const MAXIMUM_ENDS = 4;
const ENDS_COUNT_MILLISECONDS = 3 * 60 * 1000;

/** The language server of this window: started, started again when it ends, and reported when it does not work. */
export class Server implements Disposable {
  readonly client: BaseLanguageClient;
  readonly #options: ServerOptions;
  readonly #watcher = workspace.createFileSystemWatcher('**/*.{dts,dtsi,dtso,overlay,dtb,dtbo,h,config,json}');
  /** When it ended unasked, in milliseconds. */
  #ends: number[] = [];
  #state: ServerState = { kind: 'starting' };
  readonly #stateChanged = new EventEmitter<void>();

  constructor(options: ServerOptions) {
    this.#options = options;
    const { id, makeClient, documentSelector, output, initializationOptions } = options;
    this.client = makeClient(id, {
      documentSelector,
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      synchronize: { configurationSection: 'devicetreeHeaps', fileEvents: this.#watcher },
      middleware: {
        workspace: { configuration: askedConfiguration },
        // The selector names no scheme: what is made of a source is no source.
        didOpen: async (document, next) => (isSource(document.uri) ? next(document) : undefined),
        didChange: async (event, next) => (isSource(event.document.uri) ? next(event) : undefined),
        didClose: async (document, next) => (isSource(document.uri) ? next(document) : undefined),
      },
      diagnosticPullOptions: {
        onChange: true,
        filter: ({ uri }) => !isSource(uri) || isOldVersion(uri),
      },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (_error, _message, count) => ({
          action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
          handled: true,
        }),
        closed: () => {
          this.#ended();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    });
    this.client.onRequest<object | null, never>(fetchFileRequest, fetchFile);
  }

  /** Resolves when the server answers, or when the person has been shown that it does not. */
  async start(): Promise<void> {
    this.#become({ kind: 'starting' });
    try {
      await this.client.start();
      this.#become({ kind: 'running' });
    } catch (error) {
      this.#options.output.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      this.#become({ kind: 'failed', reason: 'its language server cannot be started' });
      this.tellWhy();
    }
  }

  get state(): ServerState {
    return this.#state;
  }

  /** The server came up, ended, or does not come up. */
  get onDidChangeState(): Event<void> {
    return this.#stateChanged.event;
  }

  /** Stops the server, if it runs, and starts it anew. */
  async restart(): Promise<void> {
    this.#ends = [];
    // A server that hangs is abandoned.
    if (this.client.needsStop()) await this.client.stop().catch(() => undefined);
    await this.start();
  }

  get isRunning(): boolean {
    return this.client.isRunning();
  }

  /** Says why nothing works, and what can be done. */
  tellWhy(): void {
    const show = 'Show Output';
    const restart = 'Restart';
    const reason = this.#state.kind === 'failed' ? this.#state.reason : 'its language server is being started';
    const message = `Devicetree Heaps does not work: ${reason}.`;
    this.#options.tell(message, restart, show).then((chosen) => {
      if (chosen === show) this.#options.showOutput();
      else if (chosen === restart) return this.restart();
      return undefined;
    });
  }

  async dispose(): Promise<void> {
    this.#watcher.dispose();
    this.#stateChanged.dispose();
    await this.client.dispose().catch(() => undefined);
  }

  /** The connection closed without being asked to. */
  #ended(): void {
    // `start` reports one that never came up.
    if (this.client.state !== State.Running) return;
    const now = Date.now();
    this.#ends = [...this.#ends.filter((then) => now - then < ENDS_COUNT_MILLISECONDS), now];
    if (this.#ends.length <= MAXIMUM_ENDS) {
      this.#options.output.warn('The language server ended; it is started again.');
      this.#become({ kind: 'starting' });
      // The client has to notice its end first.
      setTimeout(() => this.start(), 0);
      return;
    }
    const reason = `its language server ended ${this.#ends.length} times within three minutes`;
    this.#become({ kind: 'failed', reason });
    this.tellWhy();
  }

  #become(state: ServerState): void {
    this.#state = state;
    this.#stateChanged.fire();
  }
}

/** Shows an error message with buttons, as `ServerOptions.tell` asks for. */
export const tellError: ServerOptions['tell'] = (message, ...buttons) => window.showErrorMessage(message, ...buttons);
