import { type Analysis, analyse } from '../server/src/analysis.ts';
import { BoardReader } from '../server/src/devicetree/board.ts';
import { DocumentTree } from '../server/src/devicetree/document/documentTree.ts';
import { DocumentTrees } from '../server/src/devicetree/document/documentTrees.ts';
import type { DevicetreeParser } from '../server/src/devicetree/syntax/parser.ts';
import type { NavigationSources } from '../server/src/features/navigation/sources.ts';
import { SourceFile, type Span } from '../server/src/text/sourceFile.ts';
import { boardRequest } from './boardRequest.ts';
import { MemoryReader } from './memoryReader.ts';
import { plainProfile } from './plainProfile.ts';

/** A place of a document, and where to look for what it names. */
export interface Place {
  readonly sources: NavigationSources;
  readonly document: DocumentTree;
  readonly offset: number;
}

/** A board in memory as an editor shows it; the first of its files is the board's. */
export class EditedBoardFiles {
  readonly analysis: Analysis;
  readonly #files: MemoryReader;
  readonly #trees: DocumentTrees;
  readonly #parser: DevicetreeParser;

  constructor(parser: DevicetreeParser, files: Readonly<Record<string, string>>, overlays: readonly string[] = []) {
    this.#parser = parser;
    this.#files = new MemoryReader(files);
    this.#trees = new DocumentTrees(parser);
    const [board = ''] = Object.keys(files);
    const read = new BoardReader(this.#files, parser).read({ ...boardRequest(board), overlays });
    this.analysis = analyse(read, plainProfile());
  }

  /** A file's text. */
  text(path: string): string {
    return this.#files.read(path)?.text ?? '';
  }

  document(path: string): DocumentTree {
    return DocumentTree.read(this.#files.read(path) ?? new SourceFile(path, ''), this.#parser);
  }

  get sources(): NavigationSources {
    return { analyses: [this.analysis], documentOf: (file) => this.#trees.of(file) };
  }

  /** The place of the first `|` of `marked`, a stretch of a file that has the rest of it exactly once. */
  place(path: string, marked: string): Place {
    const bar = marked.indexOf('|');
    const at = this.text(path).indexOf(marked.replace('|', ''));
    return { sources: this.sources, document: this.document(path), offset: at < 0 || bar < 0 ? -1 : at + bar };
  }
}

/** A stretch of a file with where it stands, as `board.dts:3 isp`; lines count from 1. */
export function spanText({ file, start, end }: Span): string {
  return `${file.path}:${file.lines.lineOf(start) + 1} ${file.text.slice(start, end).replaceAll(/\s+/g, ' ')}`;
}
