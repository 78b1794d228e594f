import { turn } from './turns.ts';

/** Work about a long document, the most urgent first. */
export const URGENCY = { asked: 0, pulled: 1, unasked: 2 } as const;

/**
 * When work that has begun is not done after so many turns, the next begins: it waits for something else than the thread, such
 * as an answer of the client. A step that takes the thread for seconds is one turn, and others come for less than this between two.
 */
const MOST_TURNS = 250;

interface Waiting {
  readonly urgency: number;
  readonly begin: () => void;
}

/**
 * Work that takes the thread for long, one after the other: requests about other documents are answered in between, and
 * what has become obsolete need not begin.
 */
export class WorkQueue {
  readonly #othersAnswered: () => Promise<void>;
  readonly #waiting: Waiting[] = [];
  #isBusy = false;

  /** `othersAnswered` resolves when the messages that have come are handled, and answered as far as they are not in the queue. */
  constructor(othersAnswered: () => Promise<void>) {
    this.#othersAnswered = othersAnswered;
  }

  /** Does work when nothing that is more urgent waits, nor anything as urgent that came earlier. */
  async do<Answer>(urgency: number, work: () => Promise<Answer>): Promise<Answer> {
    await new Promise<void>((begin) => {
      this.#waiting.push({ urgency, begin });
      if (!this.#isBusy) void this.#goOn();
    });
    const working = work();
    void this.#after(working);
    return working;
  }

  async #after(working: Promise<unknown>): Promise<void> {
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    working.then(done, done);
    for (let turns = 0; !isDone && turns < MOST_TURNS; turns++) await turn();
    await this.#goOn();
  }

  async #goOn(): Promise<void> {
    this.#isBusy = true;
    await this.#othersAnswered();
    const next = this.#waiting.reduce<Waiting | undefined>(
      (best, each) => (best === undefined || each.urgency < best.urgency ? each : best),
      undefined,
    );
    this.#isBusy = next !== undefined;
    if (next === undefined) return;
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    next.begin();
  }
}
