/** How long files are taken as they were, in milliseconds, unless the client says that they have changed. */
export const TRUSTED_MILLISECONDS = 1000;

/**
 * Looks at the files once more after the last edit: while someone types they are taken as they were a moment ago, and
 * nobody may watch them.
 */
export class SecondLook {
  readonly #look: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `look` finds out what has changed meanwhile. */
  constructor(look: () => void) {
    this.#look = look;
  }

  /** Something was edited: the look is taken when it was the last edit. */
  edited(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#look, TRUSTED_MILLISECONDS);
  }
}
