import { unmodelledNote } from '../../kernel/behaviours/releases.ts';
import { sayNote, type Terminal } from '../terminal.ts';

/** Says once of each kernel that boots a board and is not modelled what is shown instead. */
export class KernelNotes {
  readonly #terminal: Terminal | undefined;
  readonly #said = new Set<string>();

  /** Without a terminal nothing is said: the caller reports it by itself. */
  constructor(terminal: Terminal | undefined) {
    this.#terminal = terminal;
  }

  /** A kernel is about to boot. */
  say(kernel: string): void {
    const note = unmodelledNote(kernel);
    if (this.#terminal === undefined || note === undefined || this.#said.has(kernel)) return;
    this.#said.add(kernel);
    sayNote(this.#terminal, note);
  }
}
