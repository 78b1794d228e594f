import type { Range } from 'vscode-languageserver';
import { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { rankOfSymbol, SCATTERED_RANK } from '../features/workspaceSymbols.ts';
import { writtenSymbols } from '../features/writtenSymbols.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import { ownString } from '../text/ownString.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { BoundedCache } from '../workspace/boundedCache.ts';
import type { IndexedSource } from '../workspace/includeIndex.ts';
import type { EditedBoards } from './editedBoards.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { rangeOfSpan } from './positions.ts';
import { turn } from './turns.ts';

/** A node in a source that no board in view reads. */
export interface SourceSymbol {
  readonly names: readonly string[];
  readonly name: string;
  readonly kind: 'node' | 'region';
  readonly container: string;
  readonly path: string;
  readonly range: Range;
  readonly rank: number;
}

type KnownSymbol = Omit<SourceSymbol, 'rank'>;

/** The symbols of sources that were looked at last; the boards of one architecture of the kernel have 120,000. */
const MOST_KNOWN = 60_000;

/** Sources that are read between two looks at what else there is to do. */
const READ_AT_ONCE = 16;

/** Requests wait for the search at most this long, and for the parsing of one source. */
const SLICE_MILLISECONDS = 8;

/**
 * Characters of sources that are parsed to find names which have the typed letters in order only, where no name has them
 * together. The other sources need no parsing: their text does not have what is typed.
 */
const MOST_SCATTERED = 8 * 1024 * 1024;

/** What a text has in which regions are. */
const REGIONS = /reserved[-_]mem/;

/** How far a search goes. */
export interface SymbolSearch {
  /** At most about this many nodes are found. */
  readonly most: number;
  /** Whether names count that have the letters only in order, where no other name fits. */
  readonly seeksScattered: boolean;
  readonly isCancelled: () => boolean;
}

/** Finds nodes by their names and labels in sources of the workspace, whatever board they are for. */
export class SourceSymbols {
  readonly #documents: OpenDocuments;
  readonly #boards: EditedBoards;
  readonly #parser: DevicetreeParser;
  /** By what stands for a text of a file: an edit makes another. */
  readonly #known = new BoundedCache<IndexedSource, readonly KnownSymbol[]>(MOST_KNOWN, ({ length }) => length + 1);

  constructor(documents: OpenDocuments, boards: EditedBoards, parser: DevicetreeParser) {
    this.#documents = documents;
    this.#boards = boards;
    this.#parser = parser;
  }

  /**
   * The nodes of some sources that fit what is typed in lower case, as `rankOfSymbol` has it; with nothing typed the
   * regions. Requests are let through in between; at `most` nodes, and once it is cancelled, the search ends with what it
   * has.
   */
  async find(sources: readonly IndexedSource[], typed: string, search: SymbolSearch): Promise<SourceSymbol[]> {
    const pattern = typed === '' ? REGIONS : new RegExp(typed.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
    const found: SourceSymbol[] = [];
    const scattered: SourceSymbol[] = [];
    const isOver = (): boolean => search.isCancelled() || found.length >= search.most;
    for await (const symbols of this.#symbolsIn(sources, isOver, (text) => pattern.test(text))) {
      for (const symbol of rankedSymbols(symbols, typed)) {
        (symbol.rank < SCATTERED_RANK ? found : scattered).push(symbol);
      }
    }
    if (found.length > 0 || !search.seeksScattered || typed === '') return found;
    let characters = 0;
    const isAffordable = (text: string): boolean => {
      if (pattern.test(text)) return false;
      characters += text.length;
      return characters <= MOST_SCATTERED;
    };
    for await (const symbols of this.#symbolsIn(sources, search.isCancelled, isAffordable)) {
      scattered.push(...rankedSymbols(symbols, typed));
    }
    return scattered.slice(0, search.most);
  }

  /** The symbols of each source whose text is searched, in their order. */
  async *#symbolsIn(
    sources: readonly IndexedSource[],
    isOver: () => boolean,
    isSearched: (text: string) => boolean,
  ): AsyncGenerator<readonly KnownSymbol[]> {
    let until = performance.now() + SLICE_MILLISECONDS;
    for (let at = 0; at < sources.length; at += READ_AT_ONCE) {
      const part = sources.slice(at, at + READ_AT_ONCE);
      const texts = await this.#boards.read(() => part.map(({ path }) => this.#documents.readText(path)));
      for (const [index, source] of part.entries()) {
        if (performance.now() > until) {
          await turn();
          until = performance.now() + SLICE_MILLISECONDS;
        }
        if (isOver()) return;
        const text = texts[index];
        if (text === undefined || text.length > INPUT_LIMITS.symbolFileBytes || !isSearched(text)) continue;
        yield this.#symbolsOf(source, text);
      }
    }
  }

  #symbolsOf(source: IndexedSource, text: string): readonly KnownSymbol[] {
    const known = this.#known.get(source);
    if (known !== undefined) return known;
    const tree = DocumentTree.read(new SourceFile(source.path, text), this.#parser);
    const symbols = writtenSymbols(tree).map(({ labels, name, kind, container, span }): KnownSymbol => {
      const names = [...labels, name].map(ownString);
      const shown = [...names.slice(0, -1).map((label) => `${label}:`), ...names.slice(-1)].join(' ');
      return { names, name: shown, kind, container: ownString(container), path: source.path, range: rangeOfSpan(span) };
    });
    tree.release();
    this.#known.set(source, symbols);
    return symbols;
  }
}

function rankedSymbols(symbols: readonly KnownSymbol[], typed: string): SourceSymbol[] {
  return symbols.flatMap((symbol) => {
    const rank = rankOfSymbol(symbol.names, typed, symbol.kind === 'region');
    return rank < 0 ? [] : { ...symbol, rank };
  });
}
