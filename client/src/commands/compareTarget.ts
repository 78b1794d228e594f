import { window } from 'vscode';
import type { CurrentBoard } from '../currentBoard.ts';
import type { BoardDocuments } from '../documents/boardDocuments.ts';
import { tellNoBoard } from './noBoard.ts';

/** Asks for a file with what a target printed, and opens how it differs from what is predicted of the current board. */
export async function compareTarget(current: CurrentBoard, documents: BoardDocuments): Promise<void> {
  const { known } = current;
  if (known === undefined) return tellNoBoard(current);
  const [capture] =
    (await window.showOpenDialog({
      title: 'Devicetree Heaps: Compare with a Target (dmesg, ls /dev/dma_heap, debugfs of CMA)',
      openLabel: 'Compare',
    })) ?? [];
  if (capture !== undefined) await documents.show({ source: known.document, kind: 'target', capture });
}
