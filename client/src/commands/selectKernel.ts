import type { QuickPickItem } from 'vscode';
import { ConfigurationTarget, window, workspace } from 'vscode';
import type { BoardStatus } from '../../../server/src/lsp/protocol.ts';
import type { BoardConnection } from '../boardConnection.ts';
import { currentDocument } from '../devicetreeDocuments.ts';

interface KernelItem extends QuickPickItem {
  /** What the setting becomes; `undefined` asks for a version. */
  readonly value: string | undefined;
}

/** The server says what it makes of it; this only catches slips. */
const VERSION = /^\d+\.\d+[\w.+~-]*$/;

/** Asks for the Linux version that boots the board and writes it to the setting `devicetreeHeaps.kernel`. */
export async function selectKernel(board: BoardConnection): Promise<void> {
  const document = currentDocument();
  const status = document === undefined ? undefined : await board.status(document.uri);
  const automatic = status?.kernelSource === 'setting' ? '' : (status?.kernel ?? '');
  const items: KernelItem[] = [
    {
      label: '$(sync) Automatic',
      description: automatic,
      detail: 'The kernel tree around the board, else the newest that is known',
      value: '',
    },
    ...(status?.kernels ?? []).map((choice) => ({
      label: `Linux ${choice.version}`,
      description: choice.version === status?.kernel ? 'current' : '',
      detail: choice.note,
      value: choice.version,
    })),
    { label: '$(edit) Another version …', value: undefined },
  ];
  const picked = await window.showQuickPick(items, {
    title: 'Devicetree Heaps: Select Kernel',
    placeHolder: 'Which Linux boots the board?',
    matchOnDetail: true,
  });
  if (picked === undefined) return;
  const version = picked.value ?? (await askForVersion(status));
  if (version === undefined) return;
  const target = workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await workspace.getConfiguration('devicetreeHeaps').update('kernel', version === '' ? undefined : version, target);
}

function askForVersion(status: BoardStatus | undefined): Thenable<string | undefined> {
  const oldest = status?.kernels.at(-1)?.version;
  return window.showInputBox({
    title: 'Devicetree Heaps: Select Kernel',
    prompt: `A Linux version${oldest === undefined ? '' : ` from ${oldest} on`}, such as 6.12 or 7.3.4`,
    value: status?.kernel ?? '',
    validateInput: (text) => (VERSION.test(text.trim()) ? undefined : 'A version such as 6.12 or 7.3.4'),
  });
}
