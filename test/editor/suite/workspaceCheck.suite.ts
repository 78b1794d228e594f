import assert from 'node:assert/strict';
import { commands, languages, Uri, workspace } from 'vscode';
import { activated, eventually, openBoard, restoreAll } from './editor.ts';

/** What is reported by us about a file that is not open. */
function codesOf(name: string): string[] {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file('/');
  const found = languages.getDiagnostics(Uri.joinPath(folder, name));
  return found.filter(({ source }) => source === 'dtheaps').map(({ code }) => String(Object(code).value ?? code));
}

const BOARD = 'rules/region-overlap/default-area/board.dts';

describe('all boards of the workspace', () => {
  before(activated);
  afterEach(async () => {
    await commands.executeCommand('devicetreeHeaps.clearWorkspaceFindings');
    await restoreAll();
  });

  it('are checked at once: what is wrong stands in Problems until the file is opened, or it is cleared', async () => {
    assert.deepEqual(codesOf('misaligned.dts'), []);
    // Its message stays until somebody chooses.
    commands.executeCommand('devicetreeHeaps.checkWorkspace');
    await eventually('the findings', () => (codesOf('misaligned.dts').includes('cma-misaligned') ? true : undefined));
    await eventually('those of the other board', () => (codesOf(BOARD).includes('region-overlap') ? true : undefined));
    await openBoard('misaligned.dts');
    await eventually('one finding each', () =>
      codesOf('misaligned.dts').filter((code) => code === 'cma-misaligned').length === 1 ? true : undefined,
    );
    await commands.executeCommand('devicetreeHeaps.clearWorkspaceFindings');
    assert.deepEqual(codesOf(BOARD), []);
  });
});

describe('a board under changes', () => {
  before(activated);
  afterEach(restoreAll);

  it('is shown beside itself, in colours, and follows edits', async () => {
    const { uri } = await openBoard('camera.dts');
    const query = JSON.stringify({ source: uri.toString(), kind: 'whatIf', changes: ['video:no-map'] });
    const address = Uri.from({ scheme: 'devicetree-heaps', path: '/devicetree-heaps/camera.dts what if.txt', query });
    const text = await workspace.openTextDocument(address);
    assert.equal(text.languageId, 'devicetree-heaps-report');
    assert.match(text.getText(), /^video@60000000 +CMA area 0x60000000-0x60ffffff +coherent pool/m);
    const folds = await commands.executeCommand<unknown[]>('vscode.executeFoldingRangeProvider', address);
    assert.ok(folds.length >= 4);
  });
});
