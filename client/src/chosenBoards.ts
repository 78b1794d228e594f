import type { Memento, Uri } from 'vscode';

const KEY = 'chosenBoards';

/** More is not remembered: the oldest choices are forgotten. */
const MAXIMUM = 200;

/** Through which board each include is looked at, remembered for the workspace. */
export class ChosenBoards {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** By the include's URI the board's. */
  get all(): Readonly<Record<string, string>> {
    return this.#memory.get<Record<string, string>>(KEY, {});
  }

  async set(include: Uri, board: string | undefined): Promise<void> {
    const { [include.toString()]: _, ...others } = this.all;
    const entries = Object.entries(others).slice(1 - MAXIMUM);
    if (board !== undefined) entries.push([include.toString(), board]);
    await this.#memory.update(KEY, Object.fromEntries(entries));
  }
}
