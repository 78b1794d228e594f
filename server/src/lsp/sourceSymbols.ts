import type { Range } from 'vscode-languageserver';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { bestRankIn, rankOfSymbol, SCATTERED_RANK } from '../features/symbolRank.ts';
import { symbolsInPieces, type WrittenSymbol } from '../features/writtenSymbols.ts';
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

/** Requests wait for the search at most this long, and for the parsing of one piece of a source. */
const SLICE_MILLISECONDS = 8;

/**
 * Characters of sources that are parsed to find names which have the typed letters in order only, where no name has them
 * together. The other sources need no parsing: their text does not have what is typed.
 */
const MOST_SCATTERED = 8 * 1024 * 1024;

/** How far a search goes. */
export interface SymbolSearch {
  /** At most this many nodes are found: those that fit best. */
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
  readonly #tooLarge: (path: string) => void;
  readonly #passedOver = new Set<string>();
  /** By what stands for a text of a file: an edit makes another. */
  readonly #known = new BoundedCache<IndexedSource, readonly KnownSymbol[]>(MOST_KNOWN, ({ length }) => length + 1);

  /** `tooLarge` is called once with each source that is too large to be searched. */
  constructor(
    documents: OpenDocuments,
    boards: EditedBoards,
    parser: DevicetreeParser,
    tooLarge: (path: string) => void,
  ) {
    this.#documents = documents;
    this.#boards = boards;
    this.#parser = parser;
    this.#tooLarge = tooLarge;
  }

  /**
   * The nodes of some sources that fit best what is typed in lower case, as `rankOfSymbol` has it, the best first, and of
   * equals those of the sources with the best nodes, else of the earlier ones; with nothing typed the regions. Requests are let through in between, and once it
   * is cancelled, the search ends with what it has.
   *
   * What a source can have at best is seen before it is parsed, and the most promising ones are parsed first: the search
   * ends when none that is left can have anything better than what was found.
   */
  async find(sources: readonly IndexedSource[], typed: string, search: SymbolSearch): Promise<SourceSymbol[]> {
    const promising: { readonly source: IndexedSource; readonly best: number }[] = [];
    const others: IndexedSource[] = [];
    const bestIn = bestRankIn(typed);
    for await (const { source, text } of this.#textsOf(sources, search.isCancelled)) {
      const best = this.#bestKnown(source, typed) ?? bestIn(text);
      if (best >= 0) promising.push({ source, best });
      else others.push(source);
    }
    promising.sort((one, other) => one.best - other.best);
    const bestOf = new Map(promising.map(({ source, best }) => [source, best]));
    const found = new BestSymbols(search.most);
    const isOver = (source: IndexedSource): boolean =>
      search.isCancelled() || found.isFullWith(bestOf.get(source) ?? 0);
    for await (const symbols of this.#symbolsIn([...bestOf.keys()], isOver)) found.add(rankedSymbols(symbols, typed));
    if (found.best < SCATTERED_RANK || !search.seeksScattered || typed === '') return found.upTo(SCATTERED_RANK - 1);
    let characters = 0;
    const isTooMuch = (_: IndexedSource, text: string): boolean => {
      characters += text.length;
      return search.isCancelled() || characters > MOST_SCATTERED;
    };
    for await (const symbols of this.#symbolsIn(others, isTooMuch)) found.add(rankedSymbols(symbols, typed));
    return found.upTo(Number.POSITIVE_INFINITY);
  }

  /** The best rank that a symbol of a source has, whose symbols are known; -1 where none fits but for scattered letters. */
  #bestKnown(source: IndexedSource, typed: string): number | undefined {
    const known = this.#known.get(source);
    if (known === undefined) return undefined;
    const ranks = rankedSymbols(known, typed).flatMap(({ rank }) => (rank < SCATTERED_RANK ? [rank] : []));
    return ranks.length === 0 ? -1 : Math.min(...ranks);
  }

  /** The texts of sources, in their order; those that are too large are left out. */
  async *#textsOf(
    sources: readonly IndexedSource[],
    isOver: () => boolean,
  ): AsyncGenerator<{ readonly source: IndexedSource; readonly text: string }> {
    const slice = new Slice();
    for (let at = 0; at < sources.length; at += READ_AT_ONCE) {
      const part = sources.slice(at, at + READ_AT_ONCE);
      const texts = await this.#boards.read(() => part.map(({ path }) => this.#documents.readText(path)));
      for (const [index, source] of part.entries()) {
        await slice.pause();
        if (isOver()) return;
        const text = texts[index];
        if (text === undefined) continue;
        if (text.length <= INPUT_LIMITS.symbolFileBytes) yield { source, text };
        else if (!this.#passedOver.has(source.path)) {
          this.#passedOver.add(source.path);
          this.#tooLarge(source.path);
        }
      }
    }
  }

  /** The symbols of each source, in their order, until it is over before one. */
  async *#symbolsIn(
    sources: readonly IndexedSource[],
    isOver: (source: IndexedSource, text: string) => boolean,
  ): AsyncGenerator<readonly KnownSymbol[]> {
    const slice = new Slice();
    for await (const { source, text } of this.#textsOf(sources, () => false)) {
      if (isOver(source, text)) return;
      const known = this.#known.get(source);
      if (known !== undefined) {
        yield known;
        continue;
      }
      const symbols: KnownSymbol[] = [];
      for (const piece of symbolsInPieces(new SourceFile(source.path, text), this.#parser)) {
        symbols.push(...piece.map((symbol) => knownSymbol(symbol, source.path)));
        await slice.pause();
        if (isOver(source, '')) return;
      }
      this.#known.set(source, symbols);
      yield symbols;
    }
  }
}

/** Time that the search takes before requests are let through. */
class Slice {
  #until = performance.now() + SLICE_MILLISECONDS;

  /** Lets requests through if the time is over. */
  async pause(): Promise<void> {
    if (performance.now() <= this.#until) return;
    await turn();
    this.#until = performance.now() + SLICE_MILLISECONDS;
  }
}

/** The symbols that fit best of those that were added. */
class BestSymbols {
  readonly #most: number;
  /** By rank, those that were added first of each. */
  readonly #byRank: SourceSymbol[][] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(symbols: readonly SourceSymbol[]): void {
    for (const symbol of symbols) {
      const same = this.#byRank[symbol.rank] ?? [];
      if (same.length < this.#most) same.push(symbol);
      this.#byRank[symbol.rank] = same;
    }
  }

  /** The best rank of any; infinite where there is none. */
  get best(): number {
    const rank = this.#byRank.findIndex((same) => same !== undefined);
    return rank < 0 ? Number.POSITIVE_INFINITY : rank;
  }

  /** Whether a symbol of this rank, or of a worse one, would be one too many. */
  isFullWith(rank: number): boolean {
    return this.#byRank.slice(0, rank + 1).reduce((sum, same) => sum + same.length, 0) >= this.#most;
  }

  /** The best of those with at most this rank, in the order of their ranks. */
  upTo(rank: number): SourceSymbol[] {
    return this.#byRank
      .slice(0, rank + 1)
      .flatMap((same) => same ?? [])
      .slice(0, this.#most);
  }
}

function knownSymbol({ labels, name, kind, container, span }: WrittenSymbol, path: string): KnownSymbol {
  const names = [...labels, name].map(ownString);
  const shown = [...names.slice(0, -1).map((label) => `${label}:`), ...names.slice(-1)].join(' ');
  return { names, name: shown, kind, container: ownString(container), path, range: rangeOfSpan(span) };
}

function rankedSymbols(symbols: readonly KnownSymbol[], typed: string): SourceSymbol[] {
  return symbols.flatMap((symbol) => {
    const rank = rankOfSymbol(symbol.names, typed, symbol.kind === 'region');
    return rank < 0 ? [] : { ...symbol, rank };
  });
}
