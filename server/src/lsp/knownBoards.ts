import type { Analysis } from '../analysis.ts';
import type { Board } from '../devicetree/board.ts';
import type { Severities } from '../rules/findings.ts';
import { sameData } from '../text/sameData.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import { BoundedCache } from '../workspace/boundedCache.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { TRUSTED_MILLISECONDS } from './secondLook.ts';

/** Boards that are kept besides one for each open document. */
const MAXIMUM_CLOSED_BOARDS = 16;

/**
 * Characters of the texts of boards that are kept although nobody has asked for them since the last change, each text once: with
 * what is known of it a megabyte takes up to 250 MiB. Three boards of Linux that share few of their includes have as many.
 */
export const MOST_KEPT_CHARACTERS = 1 << 20;

/** What is known of a board that was read. */
interface ReadBoard {
  readonly analysis: Analysis;
  readonly severities: Severities;
}

type Reading<Edited> = (earlier?: Edited) => Promise<Edited>;

interface KnownBoard<Edited> {
  readonly board: Promise<Edited>;
  /** Reads it anew; `earlier` is what it was before. */
  readonly read: Reading<Edited>;
  /** The board, once it is read; until then what it was before. */
  latest: Edited | undefined;
  /** The revision before which everything that it rests on was there. */
  readonly revision: number;
  /** Until when it is taken as it is, in milliseconds; without end while it is being read. */
  until: number;
}

/** The boards that were read, each the same object until something changes, for all who ask meanwhile. */
export class KnownBoards<Edited extends ReadBoard> {
  readonly #documents: Pick<OpenDocuments, 'paths'>;
  readonly #known = new BoundedCache<string, KnownBoard<Edited>>(MAXIMUM_CLOSED_BOARDS);
  readonly #outdated: () => void;
  readonly #forget: (board: Board) => void;
  #revision = 0;

  /** `outdated` as for `EditedBoards`; `forget` is called with a board that nobody is expected to ask for again. */
  constructor(documents: Pick<OpenDocuments, 'paths'>, outdated: () => void, forget: (board: Board) => void) {
    this.#documents = documents;
    this.#outdated = outdated;
    this.#forget = forget;
  }

  /** What was answered before may be out of date. */
  changed(): void {
    this.#revision++;
  }

  /** The board at a key, read where it is not known as it is now. */
  at(key: string, read: Reading<Edited>): Promise<Edited> {
    return this.#current(key) ?? this.#keep(key, read);
  }

  /** The boards that were looked at lately, as they are now, those that cannot be read left out. */
  async all(): Promise<readonly Edited[]> {
    const boards = [...this.#known.keys()].map((key) => {
      const read = this.#known.get(key)?.read;
      return this.#current(key) ?? (read === undefined ? undefined : this.#keep(key, read));
    });
    const settled = await Promise.allSettled(boards);
    return settled.flatMap((board) => (board.status === 'fulfilled' ? (board.value ?? []) : []));
  }

  /**
   * Forgets boards that nobody has asked for since the last change, the longest unused first, where their texts are long:
   * to be called when all boards of open documents have been asked for.
   */
  forgetUnused(): void {
    const isUsed = ({ revision, latest }: KnownBoard<Edited>): boolean =>
      revision === this.#revision || latest === undefined;
    const kept = new Set<SourceFile>();
    for (const known of this.#known.values()) {
      if (isUsed(known)) for (const file of known.latest?.analysis.board.files ?? []) kept.add(file);
    }
    let characters = 0;
    for (const [key, known] of [...this.#known.entries()].reverse()) {
      const board = known.latest?.analysis.board;
      if (board === undefined || isUsed(known)) continue;
      for (const { text } of board.files.filter((file) => !kept.has(file))) characters += text.length;
      if (characters <= MOST_KEPT_CHARACTERS) {
        for (const file of board.files) kept.add(file);
        continue;
      }
      this.#known.delete(key);
      const [outermost] = board.files;
      if (outermost !== undefined && !kept.has(outermost)) this.#forget(board);
    }
  }

  #current(key: string): Promise<Edited> | undefined {
    const known = this.#known.get(key);
    return known !== undefined && known.revision === this.#revision && Date.now() < known.until
      ? known.board
      : undefined;
  }

  #keep(key: string, read: Reading<Edited>): Promise<Edited> {
    const before = this.#known.get(key);
    const latest = before?.latest;
    const reading: KnownBoard<Edited> = {
      board: read(latest),
      read,
      latest,
      revision: this.#revision,
      until: Number.POSITIVE_INFINITY,
    };
    this.#known.maximum = this.#documents.paths.length + MAXIMUM_CLOSED_BOARDS;
    this.#known.set(key, reading);
    reading.board.then(
      (board) => {
        reading.until = Date.now() + TRUSTED_MILLISECONDS;
        reading.latest = board;
        const isUnannounced = before?.revision === reading.revision && reading.revision === this.#revision;
        if (!isUnannounced || latest === undefined || isSameToSee(board, latest)) return;
        // Others may rest on the same files.
        this.changed();
        this.#outdated();
      },
      () => {
        reading.until = 0;
      },
    );
    return reading.board;
  }
}

/** Whether the same is shown of two answers for a board. Of one that is read anew each time the files decide. */
function isSameToSee(one: ReadBoard, other: ReadBoard): boolean {
  if (!sameData(one.severities, other.severities)) return false;
  if (one.analysis === other.analysis) return true;
  const [files, others] = [one.analysis.board.files, other.analysis.board.files];
  return (
    files.length === others.length &&
    files.every((file, index) => file === others[index]) &&
    sameData(one.analysis.profile, other.analysis.profile)
  );
}
