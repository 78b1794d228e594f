import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { DiskFileSystem } from '../disk/diskFileSystem.ts';
import { byteString, SourceFile } from '../text/sourceFile.ts';
import type { IndexedFiles } from '../workspace/includeIndex.ts';

const encoder = new TextEncoder();

/** A text's UTF-8, one character a byte; what is ASCII, as nearly all of it is, stays as it is. */
function utf8Text(text: string): string {
  return /[^\0-\x7f]/.test(text) ? byteString(encoder.encode(text)) : text;
}

interface OpenDocument {
  readonly path: string;
  readonly version: number;
  readonly file: SourceFile;
}

/**
 * The editor's open documents over the files on the disk: what is open is read as it stands in the editor, saved or
 * not, by whichever path (a kernel tree has links) it is asked for. The same `SourceFile` answers for a document until
 * it changes.
 */
export class OpenDocuments implements IndexedFiles {
  readonly #disk: DiskFileSystem;
  readonly #open = new Map<string, OpenDocument>();
  /** The open documents by their real path, and what real path was found for others. */
  readonly #byRealPath = new Map<string, OpenDocument>();
  readonly #realPaths = new Map<string, string | undefined>();

  constructor(disk: DiskFileSystem) {
    this.#disk = disk;
  }

  /** Takes a document's text as it is now. */
  set(path: string, document: TextDocument): void {
    const file = new SourceFile(path, utf8Text(document.getText()));
    // With another document more may be readable than was when a path led nowhere.
    if (!this.#open.has(path)) this.#realPaths.clear();
    this.#put({ path, version: document.version, file });
  }

  /** From now on the file on the disk answers. */
  close(path: string): void {
    this.#open.delete(path);
    this.#byRealPath.clear();
    this.#realPaths.clear();
    for (const document of [...this.#open.values()]) this.#put(document);
  }

  /** The paths of the open documents, in the order in which they were opened. */
  get paths(): readonly string[] {
    return [...this.#open.keys()];
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  read(path: string): SourceFile | undefined {
    return this.#documentAt(path)?.file ?? this.#disk.read(path);
  }

  readText(path: string): string | undefined {
    return this.#documentAt(path)?.file.text ?? this.#disk.readText(path);
  }

  realPath(path: string): string | undefined {
    return this.#disk.realPath(path);
  }

  isFolder(path: string): boolean {
    return this.#disk.isFolder(path);
  }

  list(path: string): readonly string[] {
    return this.#disk.list(path);
  }

  #documentAt(path: string): OpenDocument | undefined {
    return this.#open.get(path) ?? this.#byRealPath.get(this.#realPath(path) ?? '');
  }

  #put(document: OpenDocument): void {
    this.#open.set(document.path, document);
    this.#byRealPath.set(this.#realPath(document.path) ?? document.path, document);
  }

  #realPath(path: string): string | undefined {
    if (!this.#realPaths.has(path)) this.#realPaths.set(path, this.#disk.realPath(path));
    return this.#realPaths.get(path);
  }
}
