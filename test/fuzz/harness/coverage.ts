import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** A stretch of a source file's text that has not run. */
type Unrun = readonly (readonly [start: number, end: number])[];

/** What ran since the question before: for each function that did, what of it did not. */
export type Ran = ReadonlyMap<string, Unrun>;

/**
 * Which code of the product inputs reach, as V8 counts it in this thread: precise coverage by blocks in its binary mode,
 * which costs the code that runs nothing that could be measured, and about a millisecond a question.
 */
export class Coverage {
  readonly #session: Session;
  /** By function, what of it has never run. */
  readonly #unrun = new Map<string, Unrun>();

  private constructor(session: Session) {
    this.#session = session;
  }

  /** Begins to watch. */
  static async watch(): Promise<Coverage> {
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
    return new Coverage(session);
  }

  /** What ran since the last question. */
  async ran(): Promise<Ran> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    const ran = new Map<string, Unrun>();
    for (const { url, functions } of result) {
      if (!url.includes('/server/src/')) continue;
      for (const { ranges } of functions) {
        const [whole] = ranges;
        if (whole === undefined || whole.count === 0) continue;
        ran.set(`${url} ${whole.startOffset}`, unrunIn(ranges));
      }
    }
    return ran;
  }

  /** Whether anything of it had never run before. */
  isNew(ran: Ran): boolean {
    for (const [name, unrun] of ran) {
      const left = this.#unrun.get(name);
      if (left === undefined || lengthOf(both(left, unrun)) < lengthOf(left)) return true;
    }
    return false;
  }

  /** Counts it as having run. */
  add(ran: Ran): void {
    for (const [name, unrun] of ran) {
      const left = this.#unrun.get(name);
      this.#unrun.set(name, left === undefined ? unrun : both(left, unrun));
    }
  }
}

/** What of a function did not run. Ranges lie one in another, the outer first; the innermost says what happened. */
function unrunIn(ranges: readonly Profiler.CoverageRange[]): Unrun {
  const borders = [...new Set(ranges.flatMap(({ startOffset, endOffset }) => [startOffset, endOffset]))].sort(
    (a, b) => a - b,
  );
  const unrun: [number, number][] = [];
  for (const [index, start] of borders.entries()) {
    const end = borders[index + 1];
    if (end === undefined) break;
    const innermost = ranges.findLast((range) => range.startOffset <= start && end <= range.endOffset);
    if (innermost?.count === 0) unrun.push([start, end]);
  }
  return unrun;
}

/** What lies in both of two lists, each in its order. */
function both(a: Unrun, b: Unrun): Unrun {
  const common: [number, number][] = [];
  for (const [from, to] of a) {
    for (const [start, end] of b) {
      if (start < to && from < end) common.push([Math.max(from, start), Math.min(to, end)]);
    }
  }
  return common;
}

const lengthOf = (unrun: Unrun): number => unrun.reduce((sum, [start, end]) => sum + end - start, 0);
