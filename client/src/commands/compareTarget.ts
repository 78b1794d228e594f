import { env, type QuickPickItem, type Uri, window, workspace } from 'vscode';
import type { CurrentBoard } from '../currentBoard.ts';
import { isDevicetree } from '../devicetreeDocuments.ts';
import type { BoardDocuments } from '../documents/boardDocuments.ts';
import { fileNameOf } from '../fileName.ts';
import { tellNoBoard } from './noBoard.ts';

const TITLE = 'Devicetree Heaps: Compare with a Target';

interface Source extends QuickPickItem {
  /** The document or file with what the target printed; `undefined` where there is none. */
  readonly take: () => Promise<Uri | undefined>;
}

/** Asks for what a target printed, a file or the clipboard, and opens how it differs from what is predicted of the current board. */
export async function compareTarget(current: CurrentBoard, documents: BoardDocuments): Promise<void> {
  const { known } = current;
  if (known === undefined) return tellNoBoard(current);
  const sources: Source[] = [
    {
      label: '$(folder-opened) Open a File…',
      detail: 'A log, a listing, the output of collect-target.sh; also as gzip',
      take: openedFile,
    },
    {
      label: '$(clippy) Paste from the Clipboard',
      detail: 'dmesg, ls /dev/dma_heap, debugfs of CMA, /proc/iomem, …',
      take: pasted,
    },
  ];
  const shown = window.activeTextEditor?.document;
  if (shown !== undefined && !isDevicetree(shown)) {
    sources.unshift({
      label: `$(file) ${fileNameOf(shown.uri)}`,
      detail: 'The text in the active editor',
      take: async () => shown.uri,
    });
  }
  const chosen = await window.showQuickPick(sources, { title: TITLE, placeHolder: 'What did the target print?' });
  const capture = await chosen?.take();
  if (capture !== undefined) await documents.show({ source: known.document, kind: 'target', capture });
}

async function openedFile(): Promise<Uri | undefined> {
  const [file] = (await window.showOpenDialog({ title: TITLE, openLabel: 'Compare' })) ?? [];
  return file;
}

/** The clipboard as a new document, so that differences can lead to its lines. */
async function pasted(): Promise<Uri | undefined> {
  const content = await env.clipboard.readText();
  if (content.trim() === '') {
    await window.showInformationMessage('There is no text in the clipboard: copy what the target printed first.');
    return undefined;
  }
  const document = await workspace.openTextDocument({ content });
  await window.showTextDocument(document, { preview: false });
  return document.uri;
}
