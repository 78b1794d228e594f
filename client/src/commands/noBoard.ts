import { window } from 'vscode';
import type { CurrentBoard } from '../currentBoard.ts';

/** Says why a command that is about a board cannot act, and how it could. */
export async function tellNoBoard({ document }: CurrentBoard): Promise<void> {
  await window.showInformationMessage(
    document === undefined
      ? 'Open a devicetree first: a .dts, .dtsi, .dtso or .overlay file.'
      : 'This file is seen through no board: open a board that includes it, or select one.',
  );
}
