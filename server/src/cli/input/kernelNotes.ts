import { unmodelledNote } from '../../kernel/behaviours/releases.ts';
import { sayNote, type Terminal } from '../terminal.ts';

/** Says once what bears on boots: that a kernel is not modelled, that a `.config` was left out. */
export class KernelNotes {
  readonly #terminal: Terminal | undefined;
  readonly #said = new Set<string>();

  /** Without a terminal nothing is said: the caller reports it by itself. */
  constructor(terminal: Terminal | undefined) {
    this.#terminal = terminal;
  }

  /** A kernel is about to boot. */
  sayKernel(kernel: string): void {
    const note = unmodelledNote(kernel);
    if (note !== undefined) this.say(note);
  }

  /** A sentence, in one line of standard error. */
  say(note: string): void {
    if (this.#terminal === undefined || this.#said.has(note)) return;
    this.#said.add(note);
    sayNote(this.#terminal, note);
  }
}
