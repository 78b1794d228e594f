import assert from 'node:assert/strict';
import { commands, extensions, languages, Uri, workspace } from 'vscode';
import type { DevicetreeHeapsApi } from '../../../client/api.d.ts';
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
    // What was looked at a moment ago is not open either.
    const seen = await openBoard('misaligned.dts');
    await eventually('the findings of the open board', () => (codesOf('misaligned.dts').length > 0 ? true : undefined));
    await restoreAll();
    await eventually('them to go', () => (codesOf('misaligned.dts').length === 0 ? true : undefined));
    assert.ok(!seen.isClosed);
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

  it('are not listed a second time for an include that an open board shows them of', async () => {
    const outside = () => codesOf('shared/pool.dtsi').filter((code) => code === 'outside-memory').length;
    commands.executeCommand('devicetreeHeaps.checkWorkspace');
    await eventually('the finding', () => (outside() === 1 ? true : undefined));
    // The server says that boards changed once it has reported what is wrong with them.
    const api = await extensions.getExtension<DevicetreeHeapsApi>('devicetree-heaps.devicetree-heaps')?.activate();
    let reports = 0;
    const listener = api?.onDidChange(() => reports++);
    await openBoard('variants/narrow.dts');
    await eventually('the board to be read', () => (reports > 0 ? true : undefined));
    listener?.dispose();
    // VS Code says a moment later that something is reported.
    await eventually('one finding', () => (outside() === 1 ? true : undefined));
    // Checked while the board is open, it is the board's from the beginning.
    commands.executeCommand('devicetreeHeaps.checkWorkspace');
    await eventually('the findings', () => (codesOf(BOARD).includes('region-overlap') ? true : undefined));
    await eventually('one finding', () => (outside() === 1 ? true : undefined));
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
    assert.equal(text.languageId, 'devicetree-heaps-comparison');
    assert.match(text.getText(), /^video@60000000 +CMA area 0x60000000-0x60ffffff +coherent pool/m);
    const folds = await commands.executeCommand<unknown[]>('vscode.executeFoldingRangeProvider', address);
    assert.ok(folds.length >= 4);
  });
});
