import assert from 'node:assert/strict';
import { commands, extensions, type Uri, workspace } from 'vscode';
import type { DevicetreeHeapsApi } from '../../../client/api.d.ts';
import { activated, eventually, openBoard, pause, restoreAll } from './editor.ts';

async function kernelOf(document: Uri): Promise<string | undefined> {
  const extension = extensions.getExtension<DevicetreeHeapsApi>('devicetree-heaps.devicetree-heaps');
  return (await (await extension?.activate())?.board(document))?.kernel;
}

/** Opens the list of kernels and goes down in it until a board is booted by another than `before`. */
async function tryAnother(document: Uri, before: string): Promise<{ closed: Promise<unknown>; kernel: string }> {
  const closed = Promise.resolve(commands.executeCommand('devicetreeHeaps.selectKernel'));
  const kernel = await eventually('another kernel', async () => {
    await commands.executeCommand('workbench.action.quickOpenSelectNext');
    await pause(600);
    const now = await kernelOf(document);
    return now === undefined || now === before ? undefined : now;
  });
  return { closed, kernel };
}

const BOARD = 'rules/restricted-pool-misuse/before-5.15/board.dts';

describe('the kernel that boots the boards', () => {
  before(activated);
  afterEach(restoreAll);

  it('is tried while one stays on it, taken back by leaving, and remembered by choosing', async () => {
    // A board with a kernel of its own: that one boots it only where the choice is left to the board again.
    const { uri } = await openBoard(BOARD);
    const before = (await kernelOf(uri)) ?? '';
    const left = await tryAnother(uri, before);
    await commands.executeCommand('workbench.action.closeQuickOpen');
    await left.closed;
    await eventually('the kernel before', async () => ((await kernelOf(uri)) === before ? true : undefined));
    const chosen = await tryAnother(uri, before);
    await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await chosen.closed;
    assert.notEqual(await kernelOf(uri), before);
    assert.equal(workspace.getConfiguration('devicetreeHeaps').inspect('kernel')?.workspaceValue, undefined);
    // Back to Automatic, the first in the list.
    await eventually('the automatic kernel', async () => {
      const closed = commands.executeCommand('devicetreeHeaps.selectKernel');
      await pause(500);
      await commands.executeCommand('workbench.action.quickOpenSelectPrevious');
      await pause(300);
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await closed;
      return (await kernelOf(uri)) === before ? true : undefined;
    });
  });
});
