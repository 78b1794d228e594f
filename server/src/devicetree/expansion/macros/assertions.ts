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
  private readonly _epochs = new JournaledMap<string, number>();
  /** How many answers a predicate has. */
  private readonly _counts = new JournaledMap<string, number>();
  /** The answers that hold, each with its predicate and the predicate's epoch. */
  private readonly _answers = new JournaledMap<string, true>();

  /** Whether a predicate has an answer, spelt with single blanks; without one, whether it has any. */
  holds(predicate: string, answer: string | undefined): boolean {
    if (answer === undefined) return (this._counts.get(predicate) ?? 0) > 0;
    return this._answers.get(this._key(predicate, answer)) === true;
  }

  /** `#assert`. */
  add(predicate: string, answer: string): void {
    if (this.holds(predicate, answer)) return;
    this._answers.set(this._key(predicate, answer), true);
    this._counts.set(predicate, (this._counts.get(predicate) ?? 0) + 1);
  }

  /** `#unassert`; without an answer all of the predicate's are taken away. */
  retract(predicate: string, answer: string | undefined): void {
    if (!this.holds(predicate, answer)) return;
    if (answer === undefined) {
      this._epochs.set(predicate, this._epochOf(predicate) + 1);
      this._counts.set(predicate, undefined);
      return;
    }
    this._answers.set(this._key(predicate, answer), undefined);
    this._counts.set(predicate, (this._counts.get(predicate) ?? 0) - 1);
  }

  get moment(): AssertionsMoment {
    return { epochs: this._epochs.moment, counts: this._counts.moment, answers: this._answers.moment };
  }

  /** Takes back what was asserted and retracted since a moment. */
  rollBack({ epochs, counts, answers }: AssertionsMoment): void {
    this._epochs.rollBack(epochs);
    this._counts.rollBack(counts);
    this._answers.rollBack(answers);
  }

  private _epochOf(predicate: string): number {
    return this._epochs.get(predicate) ?? 0;
  }

  // A predicate is a name and holds no blank.
  private _key(predicate: string, answer: string): string {
    return `${predicate} ${this._epochOf(predicate)} ${answer}`;
  }
}
