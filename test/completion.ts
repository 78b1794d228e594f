import { readFileSync } from 'node:fs';
import { type Analysis, analyse } from '../server/src/analysis.ts';
import { BoardReader } from '../server/src/devicetree/board.ts';
import { DocumentTree } from '../server/src/devicetree/document/documentTree.ts';
import type { DevicetreeParser } from '../server/src/devicetree/syntax/parser.ts';
import { type Completion, complete } from '../server/src/features/completion/completion.ts';
import { plainText, type Suggestion } from '../server/src/features/completion/suggestion.ts';
import { SourceFile } from '../server/src/text/sourceFile.ts';
import { boardRequest } from './boardRequest.ts';
import { MemoryReader } from './memoryReader.ts';
import { plainProfile } from './plainProfile.ts';

/** A file of the samples. */
export const sample = (name: string): string => readFileSync(new URL(`../samples/${name}`, import.meta.url), 'latin1');

/** Reads a document again and again while it is typed, and what is around it once. */
export class KeptReader {
  readonly #files: MemoryReader;
  readonly reader: BoardReader;

  constructor(parser: DevicetreeParser, files: Readonly<Record<string, string>>) {
    this.#files = new MemoryReader(files);
    this.reader = new BoardReader(this.#files, parser);
  }

  write(path: string, text: string): SourceFile {
    this.#files.write(path, text);
    return this.#files.read(path) ?? new SourceFile(path, text);
  }
}

/** A document that is typed, with the files around it. */
export class TypedBoard {
  readonly analysis: Analysis;
  readonly document: DocumentTree;
  readonly offset: number;

  /** `marked` has a `|` where the cursor stands; `files` are what it includes, by name. */
  constructor(
    parser: DevicetreeParser,
    marked: string,
    files: Readonly<Record<string, string>> = {},
    kept: KeptReader = new KeptReader(parser, files),
  ) {
    this.offset = marked.indexOf('|');
    const text = this.offset < 0 ? marked : marked.slice(0, this.offset) + marked.slice(this.offset + 1);
    const file = kept.write('board.dts', text);
    this.analysis = analyse(kept.reader.read(boardRequest(file.path)), plainProfile());
    this.document = DocumentTree.read(file, parser);
  }

  /** What can be typed at the cursor, or at another offset. */
  completion(offset = this.offset): Completion | undefined {
    const includes = { folder: '', roots: [], dtcRoots: [], list: () => [], isIncluded: () => false };
    return complete(this.document, offset, { analysis: this.analysis, includes });
  }

  get suggestions(): readonly Suggestion[] {
    return this.completion()?.suggestions ?? [];
  }

  get labels(): string[] {
    return this.suggestions.map(({ label }) => label);
  }

  find(label: string): Suggestion | undefined {
    return this.suggestions.find((suggestion) => suggestion.label === label);
  }

  /** The document after a suggestion was taken, where a client has no snippets; `undefined` where there is none of the label. */
  taken(label: string): string | undefined {
    const suggestion = this.find(label);
    const word = suggestion?.span ?? this.completion()?.place.word;
    if (suggestion === undefined || word === undefined) return undefined;
    const { text } = this.document.file;
    return text.slice(0, word.start) + plainText(suggestion.insertion) + text.slice(word.end);
  }
}
