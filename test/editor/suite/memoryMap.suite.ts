import assert from 'node:assert/strict';
import { commands, TabInputWebview, window } from 'vscode';
import { activated, eventually, openBoard, restoreAll } from './editor.ts';

/** The labels of the open tabs that show a page. */
const pages = (): string[] =>
  window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof TabInputWebview)
    .map(({ label }) => label);

describe('the memory map', () => {
  before(activated);
  afterEach(restoreAll);

  it('opens beside the board, names it once its page has asked, and is opened once', async () => {
    await openBoard('camera.dts');
    await commands.executeCommand('devicetreeHeaps.showMemoryMap');
    await eventually('the map', () => (pages().includes('Memory Map: camera.dts') ? true : undefined));
    await commands.executeCommand('devicetreeHeaps.showMemoryMap');
    assert.deepEqual(pages(), ['Memory Map: camera.dts']);
    await openBoard('misaligned.dts');
    await eventually('the map of the other board', () =>
      pages().includes('Memory Map: misaligned.dts') ? true : undefined,
    );
  });

  it('shows what was simulated, and keeps it while its message is open', async () => {
    const { uri } = await openBoard('camera.dts');
    const simulated = commands.executeCommand('devicetreeHeaps.simulateAllocation', {
      uri: uri.toString(),
      heap: 'system',
      size: '4 x 1920x1080 NV12',
    });
    await eventually('the map', () => (pages().includes('Memory Map: camera.dts') ? true : undefined));
    await commands.executeCommand('notifications.clearAll');
    await simulated;
    assert.deepEqual(pages(), ['Memory Map: camera.dts']);
  });
});
