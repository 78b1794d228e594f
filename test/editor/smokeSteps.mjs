import assert from 'node:assert/strict';
import { readUntil } from './steps.mjs';

/** The way of a newcomer through the user interface, each step with what must be seen. */
export function smokeSteps(workbench, pictured) {
  const picture = (name) => workbench.picture(pictured(name));
  return [
    [
      'a misaligned pool is underlined',
      async () => {
        await workbench.openFile('misaligned.dts');
        await workbench.page.waitForSelector('.squiggly-error');
      },
    ],
    [
      'the Problems panel has its row, with rule and kernel log',
      async () => {
        const rows = await workbench.problems('cma-misaligned');
        assert.ok(
          rows.some((row) => row.includes('cma-misaligned')),
          rows.join('\n'),
        );
        await picture('problems-dark');
      },
    ],
    [
      'the hover of a region that is refused says why',
      async () => {
        const text = await workbench.hoverOver('video@60000000');
        assert.match(text, /given back/);
        assert.match(text, /cma-misaligned/);
        await picture('hover-refused-dark');
      },
    ],
    [
      'the hover says what the kernel makes of a region',
      async () => {
        await workbench.openFile('camera.dts');
        const text = await workbench.hoverOver('video@60000000');
        for (const part of ['16 MiB', '0x60000000', 'CMA', '6.12', '7.3'])
          assert.ok(text.includes(part), `${part} in:\n${text}`);
        await picture('hover-dark');
      },
    ],
    [
      'the hover in a light theme',
      async () => {
        await workbench.useTheme('Light Modern', 'vs');
        await workbench.hoverOver('video@60000000');
        await picture('hover-light');
      },
    ],
    [
      'the hover in a high-contrast theme',
      async () => {
        await workbench.useTheme('Dark High Contrast', 'hc-black');
        await workbench.hoverOver('video@60000000');
        await picture('hover-high-contrast');
        await workbench.page.mouse.move(5, 5);
        await workbench.useTheme('Dark Modern', 'vs-dark');
      },
    ],
    [
      'the simulate command lists the heaps, foretells the outcome and shows it',
      async () => {
        await workbench.runCommand('Devicetree Heaps: Simulate Allocation');
        await workbench.page.waitForSelector('.quick-input-list .monaco-list-row:has-text("video@60000000")');
        await picture('simulate-heaps-dark');
        await workbench.pick('video@60000000');
        await workbench.typeInto('lots', /This is no size/);
        await workbench.typeInto('32M', /ENOMEM/);
        await workbench.typeInto('1M', /256 pages/);
        await picture('simulate-size-dark');
        await workbench.page.keyboard.press('Enter');
        assert.match(await workbench.notification('1M of video@60000000'), /256 pages/);
        await picture('simulate-outcome-dark');
      },
    ],
    [
      'what was simulated is saved as a scenario beside its board, and the map as a picture; neither replaces a file unasked',
      async () => {
        const { page } = workbench;
        const map = await workbench.mapPage();
        for (const [button, name] of [
          ['#save', 'camera-memory.svg'],
          ['#save-scenario', 'camera.heapsim.json'],
        ]) {
          await map.locator(button).click();
          await workbench.acceptOffered(name);
          await page.waitForSelector(`.explorer-folders-view .monaco-list-row:has-text("${name}")`);
        }
        await page.waitForSelector('.tab.active:has-text("camera.heapsim.json")');
        await map.locator('#save').click();
        await workbench.acceptOffered('camera-memory.svg');
        await page.waitForSelector('.quick-input-widget:has-text("already exists")');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await workbench.runCommand('Notifications: Clear All Notifications');
        await workbench.runCommand('View: Close All Editors');
      },
    ],
    [
      'a change that is typed into the list of What If is tried on the board',
      async () => {
        const { page } = workbench;
        await workbench.openFile('camera.dts');
        await page.waitForSelector('.statusbar-item:has-text("camera.dts")');
        await workbench.runCommand('Devicetree Heaps: What If');
        await page.waitForSelector('.quick-input-list .monaco-list-row:has-text("video:no-map")');
        await page.locator('.quick-input-box input').fill('video:size=32M');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.quick-input-message:has-text("Changes with blanks between")');
        assert.equal(await page.locator('.quick-input-box input').inputValue(), 'video:size=32M ');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.tab:has-text("what if")');
        await workbench.find('with video:size=32M', 2);
        await workbench.runCommand('View: Close All Editors');
        await workbench.openFile('camera.dts');
      },
    ],
    [
      'the boot log opens beside the board',
      async () => {
        await workbench.runCommand('Devicetree Heaps: Show Boot Log');
        await workbench.page.waitForSelector('.tab:has-text("boot.log")');
        await workbench.page.waitForSelector('.view-line:has-text("created CMA")');
        await picture('boot-log-dark');
      },
    ],
    [
      'the views show heaps, regions with the holes between them, and names by kernel',
      async () => {
        await workbench.openFile('camera.dts');
        await workbench.openContainer('Devicetree Heaps');
        for (const row of ['Linux 7.3', 'video@60000000', 'Hole', 'only on 7.3']) {
          await workbench.page.waitForSelector(`.pane-body .monaco-list-row:has-text("${row}")`);
        }
        await picture('views-dark');
        await workbench.openContainer('Explorer');
      },
    ],
    [
      'an include tells through which board it is seen, and the list of boards opens',
      async () => {
        await workbench.openFile('pool.dtsi');
        await workbench.page.waitForSelector('.statusbar-item:has-text("narrow.dts")');
        await workbench.runCommand('Devicetree Heaps: Select Board');
        await workbench.page.waitForSelector('.quick-input-list .monaco-list-row:has-text("wide.dts")');
        await picture('select-board-dark');
        await workbench.pick('wide.dts');
        await workbench.page.waitForSelector('.statusbar-item:has-text("wide.dts")');
      },
    ],
    [
      'a reference that is half typed is completed from the regions',
      async () => {
        await workbench.openFile('camera.dts');
        await workbench.goTo('<&video>;');
        await workbench.page.keyboard.press('End');
        await workbench.page.keyboard.type('\nmemory-region = <&');
        const rows = workbench.page.locator('.suggest-widget.visible .monaco-list-row');
        await rows.filter({ hasText: '&video' }).first().waitFor();
        await readUntil(/^&firmware.*2 MiB/s, () => rows.first().textContent());
        await workbench.revert();
      },
    ],
    [
      'the fix of the misaligned pool is chosen from the list, and mends it',
      async () => {
        await workbench.openFile('misaligned.dts');
        // The editor drops a list that was asked for when findings come while it waits for it.
        await workbench.page.waitForSelector('.squiggly-error');
        await workbench.goTo('0x1100000');
        await workbench.page.keyboard.press('Control+.');
        const fix = workbench.page.locator('.action-widget .monaco-list-row', {
          hasText: 'Round the size up to 18 MiB',
        });
        await fix.first().click();
        await workbench.page.waitForSelector('.view-line:has-text("0x1200000")');
        await workbench.page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
        await workbench.revert();
        await workbench.page.waitForSelector('.squiggly-error');
      },
    ],
    [
      'a label is renamed where it stands and where it is used',
      async () => {
        await workbench.openFile('camera.dts');
        await workbench.goTo('<&video');
        await workbench.page.keyboard.press('F2');
        const input = workbench.page.locator('.rename-input');
        await input.waitFor();
        assert.equal(await input.inputValue(), 'video');
        await input.fill('frames');
        await input.press('Enter');
        for (const text of ['<&frames', 'frames: video@60000000']) await workbench.find(text);
        await workbench.revert();
      },
    ],
    [
      'another kernel is selected and shows its heaps, and the choice is taken back',
      async () => {
        await workbench.openFile('camera.dts');
        for (const [choice, shown] of [
          ['Linux 6.12', 'Linux 6.12'],
          ['Automatic', 'Linux 7.3'],
        ]) {
          await workbench.runCommand('Devicetree Heaps: Select Kernel');
          await workbench.page.waitForSelector('.quick-input-list .monaco-list-row:has-text("Automatic")');
          await workbench.pick(choice);
          await workbench.page.waitForSelector(`.statusbar-item:has-text("${shown}")`);
        }
      },
    ],
    [
      'the merged tree and the report open, with what they have to say',
      async () => {
        for (const [command, title, text] of [
          ['Show Merged Tree', 'merged tree', 'memory-region = <&video>'],
          ['Show Report', 'report.txt', '# Heaps by kernel'],
        ]) {
          await workbench.runCommand('View: Close All Editors');
          await workbench.openFile('camera.dts');
          await workbench.runCommand(`Devicetree Heaps: ${command}`);
          await workbench.page.waitForSelector(`.tab:has-text("${title}")`);
          await workbench.find(text, 2);
        }
        await workbench.runCommand('View: Close All Editors');
      },
    ],
    [
      'a scenario says behind each step what comes of it, and is run on the memory map',
      async () => {
        await workbench.openFile('frames.heapsim.json');
        await workbench.page.waitForSelector('.view-line:has-text("ENOMEM")');
        await workbench.runCommand('Devicetree Heaps: Run Scenario');
        const map = await workbench.mapPage();
        await map.locator('.strip').first().waitFor();
        await readUntil(/ENOMEM/, () => map.locator('#step-text').textContent());
        await workbench.runCommand('View: Close All Editors');
      },
    ],
  ];
}
