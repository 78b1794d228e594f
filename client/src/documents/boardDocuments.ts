import type { Disposable, TextDocument } from 'vscode';
import {
  DocumentLink,
  EventEmitter,
  FoldingRange,
  FoldingRangeKind,
  Location,
  languages,
  Position,
  Range,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { BoardDocumentAnswer } from '../../../server/src/lsp/documentProtocol.ts';
import type { BoardConnection } from '../boardConnection.ts';
import { base64 } from '../fetchFile.ts';
import { addressOf, type DocumentAddress, SCHEME, uriOf } from './documentAddress.ts';

const NOTHING: BoardDocumentAnswer = {
  text: 'No board includes this file, so there is nothing to show.\n',
  files: [],
  links: [],
  places: [],
  folds: [],
};

const NO_TARGET: BoardDocumentAnswer = {
  ...NOTHING,
  text: 'This holds neither a kernel log nor a listing of /dev/dma_heap, nor anything else that a target prints.\n',
};

/**
 * Texts about boards as read-only documents, which follow the board while it is edited: their lines lead to the sources
 * by links and by “Go to Definition”, their sections can be folded.
 */
export class BoardDocuments implements Disposable {
  readonly #connection: BoardConnection;
  readonly #changed = new EventEmitter<Uri>();
  /** What is shown, by URI. */
  readonly #shown = new Map<string, BoardDocumentAnswer>();
  readonly #parts: readonly Disposable[];
  /** What was found in the workspace when it was checked last. */
  #workspace: BoardDocumentAnswer | undefined;

  constructor(connection: BoardConnection) {
    this.#connection = connection;
    const ours = { scheme: SCHEME };
    this.#parts = [
      this.#changed,
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri) => this.#read(uri),
      }),
      languages.registerDocumentLinkProvider(ours, { provideDocumentLinks: (document) => this.#links(document) }),
      languages.registerDefinitionProvider(ours, {
        provideDefinition: (document, position) => this.#definition(document, position),
      }),
      languages.registerFoldingRangeProvider(
        [
          { scheme: SCHEME, pattern: '**/*.log' },
          { scheme: SCHEME, pattern: '**/*.txt' },
        ],
        { provideFoldingRanges: (document) => this.#folds(document) },
      ),
      connection.onDidChange(() => {
        for (const { uri } of workspace.textDocuments) if (uri.scheme === SCHEME) this.#changed.fire(uri);
      }),
      workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
    ];
  }

  /** Shows what was found in a folder of the workspace; it stays as it is until the next time. */
  async showWorkspace(folder: Uri, report: BoardDocumentAnswer): Promise<void> {
    this.#workspace = report;
    const address = { source: folder, kind: 'workspace' } as const;
    this.#changed.fire(uriOf(address));
    await this.show(address);
  }

  /** Opens a document beside the source that it is about. */
  async show(address: DocumentAddress): Promise<void> {
    const document = await workspace.openTextDocument(uriOf(address));
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }

  async #read(uri: Uri): Promise<string> {
    const address = addressOf(uri);
    const answer = address === undefined ? undefined : await this.#ask(address);
    this.#shown.set(uri.toString(), answer ?? NOTHING);
    return (answer ?? NOTHING).text;
  }

  async #ask(address: DocumentAddress): Promise<BoardDocumentAnswer | undefined> {
    const { source, kind, capture } = address;
    if (kind === 'workspace') return this.#workspace;
    if (kind !== 'target') return this.#connection.document({ ...address, kind });
    if (capture === undefined) return undefined;
    const bytes = base64(await bytesOf(capture));
    return (await this.#connection.compareTarget(source, capture, bytes)) ?? NO_TARGET;
  }

  #answer({ uri }: TextDocument): BoardDocumentAnswer {
    return this.#shown.get(uri.toString()) ?? NOTHING;
  }

  #links(document: TextDocument): DocumentLink[] {
    const { links, files } = this.#answer(document);
    return links.flatMap(([line, start, end, file, toLine, toCharacter]) => {
      const target = files[file];
      if (target === undefined) return [];
      // VS Code opens a file at the line and column, counted from 1, that the fragment names.
      const uri = Uri.parse(target).with({ fragment: `L${toLine + 1},${toCharacter + 1}` });
      const link = new DocumentLink(new Range(line, start, line, end), uri);
      link.tooltip = 'Open the source';
      return [link];
    });
  }

  #definition(document: TextDocument, { line }: Position): Location | undefined {
    const { places, files } = this.#answer(document);
    const place = places.find(([at]) => at === line);
    if (place === undefined) return undefined;
    const [, file, toLine, toCharacter] = place;
    return new Location(Uri.parse(files[file] ?? ''), new Position(toLine, toCharacter));
  }

  #folds(document: TextDocument): FoldingRange[] {
    return this.#answer(document).folds.map(([start, end]) => new FoldingRange(start, end, FoldingRangeKind.Region));
  }
}

/** The bytes of a file; of a document that has none, or was edited, its text. */
async function bytesOf(uri: Uri): Promise<Uint8Array> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined && (open.isUntitled || open.isDirty)) return new TextEncoder().encode(open.getText());
  return workspace.fs.readFile(uri);
}
