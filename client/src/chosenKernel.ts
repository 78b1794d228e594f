import type { Disposable, Event, Memento } from 'vscode';
import { EventEmitter } from 'vscode';

const KEY = 'chosenKernel';

/** The kernel that was chosen for the workspace, remembered with it; and one that is tried before it is. */
export class ChosenKernel implements Disposable {
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<string | undefined>();

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** The version; `undefined` where the choice is left to the settings and to what stands around the boards. */
  get version(): string | undefined {
    return this.#memory.get<string>(KEY);
  }

  /** The version by which boards are to be booted from now on. */
  get onDidChange(): Event<string | undefined> {
    return this.#changed.event;
  }

  /** Boots the boards by a version without remembering it. */
  preview(version: string | undefined): void {
    this.#changed.fire(version);
  }

  async choose(version: string | undefined): Promise<void> {
    await this.#memory.update(KEY, version);
    this.#changed.fire(version);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
