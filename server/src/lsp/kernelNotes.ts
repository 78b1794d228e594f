import type { Connection } from 'vscode-languageserver';
import { MessageType, ShowMessageNotification } from 'vscode-languageserver';
import { unmodelledNote } from '../kernel/behaviours/releases.ts';

/** Tells the person once of each kernel that boots a board and is not modelled what is shown instead. */
export class KernelNotes {
  readonly #connection: Connection;
  readonly #said = new Set<string>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A board that somebody looks at is booted by a kernel. */
  say(kernel: string): void {
    const note = unmodelledNote(kernel);
    if (note === undefined || this.#said.has(kernel)) return;
    this.#said.add(kernel);
    this.#connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message: `${note}.` });
  }
}
