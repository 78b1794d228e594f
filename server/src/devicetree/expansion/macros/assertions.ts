import { JournaledMap } from './journaledMap.ts';

/** A mark of what was asserted, for `rollBack`. */
export interface AssertionsMoment {
  readonly epochs: number;
  readonly counts: number;
  readonly answers: number;
}

/** The answers that `#assert` gave to predicates; each directive costs the same however many answers there are. */
export class Assertions {
  /** How often all answers of a predicate were taken away: answers of an earlier epoch count no more. */
  readonly #epochs = new JournaledMap<string, number>();
  /** How many answers a predicate has. */
  readonly #counts = new JournaledMap<string, number>();
  /** The answers that hold, each with its predicate and the predicate's epoch. */
  readonly #answers = new JournaledMap<string, true>();

  /** Whether a predicate has an answer, spelt with single blanks; without one, whether it has any. */
  holds(predicate: string, answer: string | undefined): boolean {
    if (answer === undefined) return (this.#counts.get(predicate) ?? 0) > 0;
    return this.#answers.get(this.#key(predicate, answer)) === true;
  }

  /** `#assert`. */
  add(predicate: string, answer: string): void {
    if (this.holds(predicate, answer)) return;
    this.#answers.set(this.#key(predicate, answer), true);
    this.#counts.set(predicate, (this.#counts.get(predicate) ?? 0) + 1);
  }

  /** `#unassert`; without an answer all of the predicate's are taken away. */
  retract(predicate: string, answer: string | undefined): void {
    if (!this.holds(predicate, answer)) return;
    if (answer === undefined) {
      this.#epochs.set(predicate, this.#epochOf(predicate) + 1);
      this.#counts.set(predicate, undefined);
      return;
    }
    this.#answers.set(this.#key(predicate, answer), undefined);
    this.#counts.set(predicate, (this.#counts.get(predicate) ?? 0) - 1);
  }

  get moment(): AssertionsMoment {
    return { epochs: this.#epochs.moment, counts: this.#counts.moment, answers: this.#answers.moment };
  }

  /** Takes back what was asserted and retracted since a moment. */
  rollBack({ epochs, counts, answers }: AssertionsMoment): void {
    this.#epochs.rollBack(epochs);
    this.#counts.rollBack(counts);
    this.#answers.rollBack(answers);
  }

  #epochOf(predicate: string): number {
    return this.#epochs.get(predicate) ?? 0;
  }

  // A predicate is a name and holds no blank.
  #key(predicate: string, answer: string): string {
    return `${predicate} ${this.#epochOf(predicate)} ${answer}`;
  }
}
