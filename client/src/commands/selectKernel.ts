import type { QuickPick, QuickPickItem } from 'vscode';
import { ConfigurationTarget, QuickPickItemKind, ThemeIcon, window, workspace } from 'vscode';
import type { BoardStatus } from '../../../server/src/lsp/protocol.ts';
import type { ChosenKernel } from '../chosenKernel.ts';
import type { CurrentBoard } from '../currentBoard.ts';

interface KernelItem extends QuickPickItem {
  /** What is chosen: a version, or the choice that is left to others. */
  readonly choice?: { readonly version: string | undefined };
}

const TITLE = 'Devicetree Heaps: Select Kernel';

/** The server says what it makes of it; this only catches slips. */
const VERSION = /^\d+\.\d+[\w.+~-]*$/;

/** How long a person stays on a version before it is tried, in milliseconds. */
const PREVIEW_MILLISECONDS = 200;

const WRITE = { iconPath: new ThemeIcon('settings-gear'), tooltip: 'Write it to the settings of the workspace' };

/**
 * Asks for the Linux version that boots the boards of the workspace. It opens on the current choice; the version that a
 * person stays on is tried on everything that is open, and taken back where they leave. The choice is remembered for
 * the workspace; settings are written where they ask for it.
 */
export async function selectKernel(current: CurrentBoard, chosen: ChosenKernel): Promise<void> {
  const status = current.known?.overview.status;
  const list = window.createQuickPick<KernelItem>();
  list.title = TITLE;
  list.placeholder = 'Which Linux boots the boards of this workspace? The one you stay on is tried.';
  list.matchOnDetail = true;
  list.items = itemsOf(status, chosen.version);
  const before = list.items.find(({ choice }) => choice !== undefined && choice.version === chosen.version);
  list.activeItems = before === undefined ? [] : [before];
  offerTyped(list);
  const picked = await pick(list, chosen);
  if (picked === undefined) return;
  const { version, isWritten } = picked;
  if (!isWritten) return chosen.choose(version);
  const target = workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await workspace.getConfiguration('devicetreeHeaps').update('kernel', version, target);
  await chosen.choose(undefined);
}

interface Picked {
  readonly version: string | undefined;
  /** Whether it goes into the settings. */
  readonly isWritten: boolean;
}

/** Shows the list; `undefined` where a person left it, and then everything is as it was. */
function pick(list: QuickPick<KernelItem>, chosen: ChosenKernel): Promise<Picked | undefined> {
  const before = chosen.version;
  let shown = before;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const preview = (version: string | undefined): void => {
    if (version === shown) return;
    shown = version;
    chosen.preview(version);
  };
  return new Promise((resolve) => {
    let isPicked = false;
    const accept = (choice: KernelItem['choice'], isWritten: boolean): void => {
      if (choice === undefined) return;
      isPicked = true;
      resolve({ version: choice.version, isWritten });
      list.hide();
    };
    list.onDidChangeActive(([item]) => {
      clearTimeout(timer);
      const choice = item?.choice;
      if (choice !== undefined) timer = setTimeout(() => preview(choice.version), PREVIEW_MILLISECONDS);
    });
    list.onDidAccept(() => accept(list.activeItems[0]?.choice, false));
    list.onDidTriggerItemButton(({ item }) => accept(item.choice, true));
    list.onDidHide(() => {
      clearTimeout(timer);
      if (!isPicked) preview(before);
      list.dispose();
      resolve(undefined);
    });
    list.show();
  });
}

function itemsOf(status: BoardStatus | undefined, chosen: string | undefined): KernelItem[] {
  const isChosen = (version: string | undefined): string => (version === chosen ? 'current' : '');
  const known = status?.kernels ?? [];
  // A version that nobody lists can be the current one.
  const others = [chosen, status?.kernel].filter(
    (version): version is string => version !== undefined && !known.some((kernel) => kernel.version === version),
  );
  return [
    {
      label: '$(sync) Automatic',
      description: isChosen(undefined),
      detail: 'As settings, .dtheaps.json or a profile say; else that of the kernel tree, else the newest',
      choice: { version: undefined },
    },
    { label: 'Versions', kind: QuickPickItemKind.Separator },
    ...[...new Set(others)].map((version) => itemOf(version, isChosen(version), undefined)),
    ...known.map(({ version, note }) => itemOf(version, isChosen(version), note)),
  ];
}

const itemOf = (version: string, description: string, detail: string | undefined): KernelItem => ({
  label: `Linux ${version}`,
  description,
  ...(detail === undefined ? {} : { detail }),
  buttons: [WRITE],
  choice: { version },
});

/** A version that is typed and not in the list can be taken as it is. */
function offerTyped(list: QuickPick<KernelItem>): void {
  const listed = list.items;
  list.onDidChangeValue((value) => {
    const version = value.trim();
    const isNew = VERSION.test(version) && !listed.some(({ choice }) => choice?.version === version);
    const typed = { ...itemOf(version, '', 'As typed'), alwaysShow: true };
    list.items = isNew ? [...listed, typed] : listed;
  });
}
