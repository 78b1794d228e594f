import type { StepOutcome } from './stepOutcome.ts';

/** At most this many buffers are followed: more cannot be told apart in a picture. */
const MOST_FOLLOWED = 50_000;

/** A buffer that lies in one place, and the steps between which its memory is taken. */
export interface BufferLife {
  readonly id: string;
  /** The address of its first byte. */
  readonly base: bigint;
  /** In bytes. */
  readonly size: bigint;
  /** The step that made it. */
  readonly from: number;
  /** The step in which its memory came back; `undefined` where it stays to the end. */
  readonly until: number | undefined;
}

/** A life that may not have ended. */
type Followed = { -readonly [Name in keyof BufferLife]: BufferLife[Name] };

/**
 * Follows where the buffers of a scenario lie, step by step. What a step gives back the session reports (see
 * `SessionOptions.released`), whatever the step is called and whatever names it means: an importer may hold a buffer
 * whose descriptor is closed, and a loop may close any. What a step makes and gives back is not seen.
 */
export class BufferLives {
  readonly #lives: Followed[] = [];
  /** Those whose memory is taken, by their first address. */
  readonly #taken = new Map<bigint, Followed>();
  #step = 0;
  #omitted = 0;

  /** In the order in which they were made. */
  get lives(): readonly BufferLife[] {
    return this.#lives;
  }

  /** How many buffers are left out, because there are too many. */
  get omitted(): number {
    return this.#omitted;
  }

  /** The memory at an address came back in the step that is being done. */
  released(base: bigint): void {
    const life = this.#taken.get(base);
    if (life === undefined) return;
    life.until = this.#step;
    this.#taken.delete(base);
  }

  /** A step is done. */
  done({ buffers = [] }: StepOutcome): void {
    for (const { id, base, size } of buffers) {
      if (base === undefined) continue;
      if (this.#lives.length === MOST_FOLLOWED) {
        this.#omitted++;
        continue;
      }
      const life: Followed = { id, base, size, from: this.#step, until: undefined };
      this.#lives.push(life);
      this.#taken.set(base, life);
    }
    this.#step++;
  }
}
