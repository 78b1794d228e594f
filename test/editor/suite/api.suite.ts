import assert from 'node:assert/strict';
import { extensions, WorkspaceEdit, workspace } from 'vscode';
import type { DevicetreeHeapsApi } from '../../../client/api.d.ts';
import { activated, eventually, openBoard, rangeOf, restoreAll } from './editor.ts';

async function api(): Promise<DevicetreeHeapsApi> {
  const extension = extensions.getExtension<DevicetreeHeapsApi>('devicetree-heaps.devicetree-heaps');
  assert.ok(extension !== undefined);
  return extension.activate();
}

describe('the API for other extensions', () => {
  before(activated);
  afterEach(restoreAll);

  it('answers what the kernel makes of a board, and of the board that an include is seen through', async () => {
    const { board, version } = await api();
    assert.equal(version, 1);
    const document = await openBoard('camera.dts');
    const answer = await board(document.uri);
    assert.equal(answer?.uri.toString(), document.uri.toString());
    assert.deepEqual([answer?.name, answer?.kernel, answer?.booted], ['camera.dts', '7.3', true]);
    const video = answer?.heaps.find(({ name }) => name === 'video@60000000');
    assert.deepEqual([video?.size, video?.regions], ['0x1000000', ['/reserved-memory/video@60000000']]);
    const regions = answer?.regions.map(({ name, state, users }) => [name, state, ...users]);
    assert.deepEqual(regions, [
      ['video@60000000', 'cma', '/soc/isp@1000'],
      ['firmware@70000000', 'reserved'],
    ]);
    const include = await openBoard('camera-soc.dtsi');
    assert.equal((await board(include.uri))?.name, 'camera.dts');
  });

  it('tries allocations and hands out texts', async () => {
    const { simulate, text } = await api();
    const { uri } = await openBoard('camera.dts');
    assert.equal((await simulate(uri, 'video@60000000', '32M'))?.result, 'ENOMEM');
    assert.match((await text(uri, 'bootLog')) ?? '', /created CMA memory pool/);
  });

  it('says when what it answered is out of date', async () => {
    const { board, onDidChange } = await api();
    const document = await openBoard('camera.dts');
    let changes = 0;
    const listener = onDidChange(() => {
      changes++;
    });
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, rangeOf(document, 'no-map;'), '/* no-map; */');
    assert.ok(await workspace.applyEdit(edit));
    await eventually('the change', () => (changes > 0 ? true : undefined));
    listener.dispose();
    assert.equal((await board(document.uri))?.regions.length, 2);
  });
});
