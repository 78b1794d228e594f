import type { ExtensionContext, QuickPickItem } from 'vscode';
import { FileType, Uri, window, workspace } from 'vscode';

interface SampleItem extends QuickPickItem {
  readonly file: string;
}

/** The boards that a newcomer may open; each begins with a comment that says what it shows. */
const SAMPLES: readonly SampleItem[] = [
  {
    label: 'Camera board',
    detail: 'A sound tree: which of its pools is a heap on which kernel',
    file: 'camera-board.dts',
  },
  {
    label: 'Board with faults',
    detail: 'A fault of each kind that dtc accepts and a kernel refuses',
    file: 'faulty-board.dts',
  },
  { label: 'DSP board', detail: 'Coherent pools and carve-outs of two signal processors', file: 'dsp-board.dts' },
];

/**
 * Opens a sample board: the one that is named, else the one that a person picks. It is a copy of their own, which they
 * may change; one that they have changed before is kept.
 */
export async function openSample(context: ExtensionContext, name: unknown): Promise<void> {
  const named = SAMPLES.find(({ file }) => file === name);
  const picked =
    named ??
    (await window.showQuickPick(SAMPLES, {
      title: 'Devicetree Heaps: Open a Sample Board',
      placeHolder: 'Which board do you want to look at?',
      matchOnDetail: true,
    }));
  if (picked === undefined) return;
  const target = Uri.joinPath(context.globalStorageUri, 'samples');
  await copyNew(Uri.joinPath(context.extensionUri, 'samples'), target);
  await window.showTextDocument(Uri.joinPath(target, picked.file));
}

/** Copies what a folder has and the other has not. */
async function copyNew(from: Uri, to: Uri): Promise<void> {
  await workspace.fs.createDirectory(to);
  const there = new Set((await workspace.fs.readDirectory(to)).map(([name]) => name));
  for (const [name, type] of await workspace.fs.readDirectory(from)) {
    const [source, target] = [Uri.joinPath(from, name), Uri.joinPath(to, name)];
    if ((type & FileType.Directory) !== 0) await copyNew(source, target);
    else if (!there.has(name)) await workspace.fs.writeFile(target, await workspace.fs.readFile(source));
  }
}
