import type { TextDocument } from 'vscode-languageserver-textdocument';
import { byteString, LONG_TEXT, SourceFile } from '../text/sourceFile.ts';
import { FileAnswers } from '../workspace/fileAnswers.ts';
import type { FileSource, IndexedFiles } from '../workspace/fileSystem.ts';
import { isOldVersion, uriOfPath } from './positions.ts';

const encoder = new TextEncoder();

/** A text's UTF-8, one character a byte; what is ASCII, as nearly all of it is, stays as it is. */
function utf8Text(text: string): string {
  return /[^\0-\x7f]/.test(text) ? byteString(encoder.encode(text)) : text;
}

interface OpenDocument {
  readonly path: string;
  /** The path with its links followed, the path itself where that leads nowhere. */
  readonly realPath: string;
  readonly version: number;
  /** As the client spells it. */
  readonly uri: string;
  readonly file: SourceFile;
}

/**
 * The editor's open documents over the files of the workspace: what is open is read as it stands in the editor, saved
 * or not, by whichever path (a kernel tree has links) it is asked for. The same `SourceFile` answers for a document
 * until it changes.
 */
export class OpenDocuments implements IndexedFiles {
  readonly #files: FileSource;
  readonly #beforeLong: () => void;
  readonly #open = new Map<string, OpenDocument>();
  /** The version of a document in which it had a text. */
  readonly #versions = new WeakMap<SourceFile, number>();
  /** The paths of the open documents by their real path; of several the one that was opened last answers. */
  readonly #byRealPath = new Map<string, Set<string>>();
  readonly #realPaths: FileAnswers<string | undefined>;

  /** `beforeLong` is called where a document is taken whose text is long (`LONG_TEXT`). */
  constructor(files: FileSource, beforeLong: () => void = () => {}) {
    this.#files = files;
    this.#beforeLong = beforeLong;
    this.#realPaths = new FileAnswers(files);
  }

  get unanswered(): number {
    return this.#files.unanswered;
  }

  /** Takes a document's text as it is now. */
  set(path: string, document: TextDocument): void {
    const known = this.#open.get(path);
    const realPath = known?.realPath ?? this.#realPath(path) ?? path;
    const file = new SourceFile(path, utf8Text(document.getText()));
    this.#open.set(path, { path, realPath, version: document.version, uri: document.uri, file });
    this.#versions.set(file, document.version);
    if (file.text.length > LONG_TEXT) this.#beforeLong();
    if (known === undefined) this.#link(path, realPath);
  }

  /** From now on the file of the workspace answers. */
  close(path: string): void {
    const document = this.#open.get(path);
    if (document === undefined) return;
    this.#open.delete(path);
    const paths = this.#byRealPath.get(document.realPath);
    paths?.delete(path);
    if (paths?.size === 0) this.#byRealPath.delete(document.realPath);
  }

  /** Other files can be read than before, or files came and went: paths may lead elsewhere. */
  pathsChanged(): void {
    this.#realPaths.clear();
    this.#byRealPath.clear();
    for (const document of [...this.#open.values()]) {
      const realPath = this.#realPath(document.path) ?? document.path;
      this.#open.set(document.path, { ...document, realPath });
      this.#link(document.path, realPath);
    }
  }

  /** The paths of the open documents that are edited, in the order in which they were opened. */
  get paths(): readonly string[] {
    return [...this.#open.keys()].filter((path) => !isOldVersion(path));
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  /** Whether a document is open at the path whose text is long (`LONG_TEXT`): whatever is done with it takes the thread for long. */
  isLong(path: string): boolean {
    return (this.#open.get(path)?.file.text.length ?? 0) > LONG_TEXT;
  }

  /**
   * The URI of a file: of an open document as its client spells it, which may take another spelling of the same for another
   * document (Language Server Protocol 3.17, "URI").
   */
  uriOf(path: string): string {
    return this.#open.get(path)?.uri ?? uriOfPath(path);
  }

  /** The version of an open document as the client counts; `undefined` where none is open at the path. */
  versionOf(path: string): number | undefined {
    return this.#open.get(path)?.version;
  }

  /** The version of an open document whose text a file is, also where the document has another by now. */
  versionOfText(file: SourceFile): number | undefined {
    const document = this.#documentAt(file.path);
    return this.#versions.get(file) ?? (document?.file.text === file.text ? document.version : undefined);
  }

  /** An open document's text, another object after each change; `undefined` where none is open at the path. */
  fileOf(path: string): SourceFile | undefined {
    return this.#open.get(path)?.file;
  }

  /** Whether places in what was read of a file still mean the same to the client. */
  isCurrent(file: SourceFile): boolean {
    const document = this.#documentAt(file.path);
    return document === undefined || document.file.text === file.text;
  }

  read(path: string): SourceFile | undefined {
    return this.#documentAt(path)?.file ?? this.#files.read(path);
  }

  readText(path: string): string | undefined {
    return this.#documentAt(path)?.file.text ?? this.#files.readText(path);
  }

  refusal(path: string): string | undefined {
    return this.#files.refusal?.(path);
  }

  brokenLink(path: string): string | undefined {
    return this.#files.brokenLink?.(path);
  }

  fetchMissing(): Promise<void> {
    return this.#files.fetchMissing();
  }

  realPath(path: string): string | undefined {
    return this.#files.realPath(path);
  }

  isFolder(path: string): boolean {
    return this.#files.isFolder(path);
  }

  list(path: string): readonly string[] {
    return this.#files.list(path);
  }

  #documentAt(path: string): OpenDocument | undefined {
    const document = this.#open.get(path);
    if (document !== undefined || this.#open.size === 0) return document;
    const paths = this.#byRealPath.get(this.#realPath(path) ?? '');
    return paths === undefined ? undefined : this.#open.get([...paths].at(-1) ?? '');
  }

  #link(path: string, realPath: string): void {
    const paths = this.#byRealPath.get(realPath);
    if (paths === undefined) this.#byRealPath.set(realPath, new Set([path]));
    else paths.add(path);
  }

  #realPath(path: string): string | undefined {
    return this.#realPaths.of(path, () => this.#files.realPath(path));
  }
}
