/** A target tries at least this many inputs, whatever the clock says: on a busy machine its start alone may outlast its share. */
export const LEAST_INPUTS = 10;

/** How much of a run is one target's. */
export interface Share {
  /** At most this many inputs. */
  readonly inputs: number;
  readonly milliseconds: number;
}

/**
 * Whether a target goes on after so many inputs. Its time begins with the first question, when the target has been
 * started; `now` is a clock in milliseconds.
 */
export function withinShare({ inputs, milliseconds }: Share, now: () => number): (done: number) => boolean {
  let end: number | undefined;
  return (done) => {
    end ??= now() + milliseconds;
    return done < inputs && (done < LEAST_INPUTS || now() < end);
  };
}
