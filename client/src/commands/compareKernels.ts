import type { QuickPickItem } from 'vscode';
import { window } from 'vscode';
import type { CurrentBoard } from '../currentBoard.ts';
import type { BoardDocuments } from '../documents/boardDocuments.ts';
import { tellNoBoard } from './noBoard.ts';

interface KernelItem extends QuickPickItem {
  readonly version: string;
}

/** Asks for kernels, those that are shown beside each other everywhere picked, and opens what each makes of the board. */
export async function compareKernels(current: CurrentBoard, documents: BoardDocuments): Promise<void> {
  const { known } = current;
  if (known === undefined) return tellNoBoard(current);
  const { status, kernels } = known.overview;
  const compared = kernels.map(({ kernel }) => kernel);
  const others = compared.filter((kernel) => !status.kernels.some(({ version }) => version === kernel));
  const items = [...others.map((version) => ({ version, note: '' })), ...status.kernels].map(
    ({ version, note }): KernelItem => ({
      label: `Linux ${version}`,
      description: version === status.kernel ? 'boots this board' : '',
      detail: note,
      picked: compared.includes(version),
      version,
    }),
  );
  const picked = await window.showQuickPick(items, {
    title: 'Devicetree Heaps: Compare Kernels',
    placeHolder: `Which kernels do you compare on ${status.boardName}?`,
    canPickMany: true,
    matchOnDetail: true,
  });
  if (picked === undefined || picked.length === 0) return;
  await documents.show({ source: known.document, kind: 'kernels', kernels: picked.map(({ version }) => version) });
}
