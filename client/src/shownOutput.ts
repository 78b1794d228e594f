import type { LogOutputChannel, OutputChannel, TextEditor } from 'vscode';
import { window } from 'vscode';
import { showUntilShown } from './showUntilShown.ts';

/** Whether an editor is the Output panel's, with the lines of a channel. */
const isOutputOf = ({ name }: OutputChannel, { document: { uri } }: TextEditor): boolean =>
  uri.scheme === 'output' && uri.path.includes(name);

/** The output of the extension in the Output panel, for which a person may ask before the window knows its channel. */
export class ShownOutput {
  readonly channel: LogOutputChannel;
  #showing: { dispose(): void } | undefined;

  constructor(channel: LogOutputChannel) {
    this.channel = channel;
  }

  /** Shows the panel as soon as the window does; `keepsFocus` leaves the keyboard where it is. */
  show(keepsFocus = false): void {
    this.#showing?.dispose();
    this.#showing = showUntilShown(() => this.channel.show(keepsFocus), {
      isShown: () => window.visibleTextEditors.some((editor) => isOutputOf(this.channel, editor)),
      onDidChange: (changed) => window.onDidChangeVisibleTextEditors(changed),
    });
  }

  dispose(): void {
    this.#showing?.dispose();
  }
}
