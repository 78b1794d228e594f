import type { StateBefore } from '../workspace/fixes/fixProof.ts';

/** Of at most this many boards that dtc refuses the states are kept: those lead to the boards' trees. */
const MOST_REFUSED = 20;

/** What the trial of fixes has to know of boards as they were checked, so that it need not read them again. */
export class KeptStates {
  /** By the boards' paths, the states of everything that is read there. */
  readonly byPath = new Map<string, readonly StateBefore[]>();
  #refused = 0;

  /** Keeps the states of a board; `isRefused`: dtc refuses one of them. */
  keep(path: string, states: readonly StateBefore[], isRefused: boolean): void {
    if (isRefused && ++this.#refused > MOST_REFUSED) return;
    this.byPath.set(path, states);
  }
}
