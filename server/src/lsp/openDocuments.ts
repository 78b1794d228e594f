import type { TextDocument } from 'vscode-languageserver-textdocument';
import { byteString, SourceFile } from '../text/sourceFile.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';

const encoder = new TextEncoder();

/**
 * The editor's open documents over the files below them: what is open is read as it stands in the editor, saved or
 * not. The same `SourceFile` answers for a document until it changes.
 */
export class OpenDocuments implements FileSystem {
  readonly #below: FileSystem;
  readonly #open = new Map<string, { readonly version: number; readonly file: SourceFile }>();

  constructor(below: FileSystem) {
    this.#below = below;
  }

  /** Takes a document's text as it is now. A byte-order mark that the editor hid is not part of it. */
  set(path: string, document: TextDocument): void {
    if (this.#open.get(path)?.version === document.version) return;
    const file = new SourceFile(path, byteString(encoder.encode(document.getText())));
    this.#open.set(path, { version: document.version, file });
  }

  /** From now on the file on the disk answers. */
  close(path: string): void {
    this.#open.delete(path);
  }

  /** The file of an open document; `undefined` for what is not open. */
  opened(path: string): SourceFile | undefined {
    return this.#open.get(path)?.file;
  }

  read(path: string): SourceFile | undefined {
    return this.#open.get(path)?.file ?? this.#below.read(path);
  }

  isFolder(path: string): boolean {
    return this.#below.isFolder(path);
  }

  list(path: string): readonly string[] {
    return this.#below.list(path);
  }
}
