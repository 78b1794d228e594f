import assert from 'node:assert/strict';
import type { CodeLens, TextDocument } from 'vscode';
import { ConfigurationTarget, commands, extensions, workspace } from 'vscode';
import type { DevicetreeHeapsApi, HeapsBoard } from '../../../client/api.d.ts';
import { activated, diagnosticsOf, eventually, restoreAll, ruleOf } from '../suite/editor.ts';
import { folderOf, openIn } from './folders.ts';

const SOC = 'arch/arm64/boot/dts/acme/soc.dtsi';

async function boardOf({ uri }: TextDocument): Promise<HeapsBoard | undefined> {
  const extension = extensions.getExtension<DevicetreeHeapsApi>('devicetree-heaps.devicetree-heaps');
  return (await extension?.activate())?.board(uri);
}

/** The board that a document is seen through, its kernel, and what became of its pool. */
async function seen(document: TextDocument): Promise<(string | undefined)[]> {
  const board = await eventually('the board', () => boardOf(document));
  return [board.uri.path.split('/').slice(-7).join('/'), board.kernel, board.regions[0]?.state];
}

async function lensOf(document: TextDocument): Promise<string> {
  return eventually('the lens of the pool', async () => {
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);
    return lenses.map(({ command }) => command?.title ?? '').find((title) => title.includes('MiB'));
  });
}

describe('several folders at once', () => {
  before(activated);
  afterEach(restoreAll);

  it('two kernel trees: a file of each is seen through its own board, kernel and headers', async () => {
    const old = await openIn('old', SOC);
    const recent = await openIn('new', SOC);
    const tree = 'arch/arm64/boot/dts/acme/evk.dts';
    assert.deepEqual(await seen(old), [`old/${tree}`, '6.1.0', 'cma']);
    assert.deepEqual(await seen(recent), [`new/${tree}`, '6.12.0', 'cma']);
    assert.match(await lensOf(old), /16 MiB/);
    assert.match(await lensOf(recent), /24 MiB/);
  });

  it('a setting of one folder holds there alone', async () => {
    const old = await openIn('old', SOC);
    const recent = await openIn('new', SOC);
    const settings = workspace.getConfiguration('devicetreeHeaps', folderOf('new'));
    try {
      await settings.update('kernel', '7.3', ConfigurationTarget.WorkspaceFolder);
      await eventually('the kernel of the setting', async () =>
        (await boardOf(recent))?.kernel === '7.3' ? true : undefined,
      );
      assert.equal((await boardOf(old))?.kernel, '6.1.0');
      const unstable = (document: TextDocument) =>
        diagnosticsOf(document).some((found) => ruleOf(found) === 'heap-name-unstable');
      // From 6.19 on the pool is a heap by its node's name.
      await eventually('the finding of that kernel', () => (unstable(recent) ? true : undefined));
      assert.ok(!unstable(old));
    } finally {
      await settings.update('kernel', undefined, ConfigurationTarget.WorkspaceFolder);
    }
  });
});
