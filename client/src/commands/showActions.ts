import type { Extension, QuickPickItem } from 'vscode';
import { commands, window } from 'vscode';
import type { CurrentBoard } from '../currentBoard.ts';
import type { Server } from '../server.ts';
import { LINKS } from '../status/statusText.ts';

interface ActionItem extends QuickPickItem {
  readonly command: string;
}

/** The commands that make sense without a board. */
const ALWAYS = ['restartServer', 'showOutput'];

/** What can be done, as a list: the tooltip of the status item for who uses the keyboard. */
export async function showActions(
  current: CurrentBoard,
  server: Server,
  { packageJSON }: Extension<unknown>,
): Promise<void> {
  const hasBoard = server.isRunning && current.known !== undefined;
  const { through } = current;
  const isPossible = (name: string): boolean => {
    if (name === 'selectBoard') return through !== undefined;
    if (name === 'createBoard') return current.isInclude && !hasBoard;
    return hasBoard || ALWAYS.includes(name);
  };
  const names = Object.keys(LINKS).filter(isPossible);
  const titles = titlesOf(packageJSON);
  const items = names.map((command): ActionItem => {
    const [icon = ''] = /^\$\([\w-]+\)/.exec(LINKS[command] ?? '') ?? [];
    return { label: `${icon} ${titles.get(`devicetreeHeaps.${command}`) ?? command}`, command };
  });
  const { state } = server;
  const picked = await window.showQuickPick(items, {
    title: 'Devicetree Heaps',
    placeHolder:
      state.kind === 'failed' ? `Devicetree Heaps does not work: ${state.reason}` : 'What do you want to do?',
  });
  if (picked !== undefined) await commands.executeCommand(`devicetreeHeaps.${picked.command}`);
}

/** The titles that the palette shows, by command. */
function titlesOf(manifest: {
  contributes: { commands: readonly { command: string; title: string }[] };
}): ReadonlyMap<string, string> {
  return new Map(manifest.contributes.commands.map(({ command, title }) => [command, title]));
}
