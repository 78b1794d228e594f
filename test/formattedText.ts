import { DocumentTree } from '../server/src/devicetree/document/documentTree.ts';
import type { DevicetreeParser } from '../server/src/devicetree/syntax/parser.ts';
import { formatDocument, type WhiteEdit } from '../server/src/features/formatting/formatDocument.ts';
import type { FileReader } from '../server/src/text/fileReader.ts';
import { SourceFile } from '../server/src/text/sourceFile.ts';

/** The edits that format a text. */
export function formattingEdits(text: string, parser: DevicetreeParser): readonly WhiteEdit[] {
  const document = DocumentTree.read(new SourceFile('a.dts', text), parser);
  const edits = formatDocument(document);
  document.release();
  return edits;
}

/** A text as the formatter leaves it. */
export function formatted(text: string, parser: DevicetreeParser): string {
  let result = '';
  let at = 0;
  for (const { start, end, newText } of formattingEdits(text, parser)) {
    if (start < at) throw new Error(`edits overlap at ${start}`);
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}

/** Files, the device tree sources of them changed as they are read. */
export class ChangingReader implements FileReader {
  readonly #files: FileReader;
  readonly #change: (text: string) => string;
  readonly #changed = new Map<SourceFile, SourceFile>();

  constructor(files: FileReader, change: (text: string) => string) {
    this.#files = files;
    this.#change = change;
  }

  read(path: string): SourceFile | undefined {
    const file = this.#files.read(path);
    if (file === undefined || !/\.dts[io]?$/.test(path)) return file;
    let changed = this.#changed.get(file);
    if (changed === undefined) {
      changed = new SourceFile(path, this.#change(file.text));
      this.#changed.set(file, changed);
    }
    return changed;
  }
}
