// What `node scripts/pictures.mjs FOLDER` takes besides the published pictures, to be looked at.
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { clear, openAlone, SIZE, settle, suggestions, textBeside } from './sceneSteps.mjs';

/** Files that some of them need besides the samples. */
export const LOOKED_AT_FILES = {
  'bootargs.dts': `/dts-v1/;
#include "heron.dtsi"
#include "memory-sizes.h"

/ {
	chosen {
		bootargs = "console=ttyS0 cma=96M@0x60000000 swiotlb=4096 mem=1G quiet";
	};

	memory@40000000 {
		device_type = "memory";
		reg = <RANGE64(0x40000000, MIB(2048))>;
	};

	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;

		modem: modem@50000000 {
			reg = <0x0 0x50000000 0x0 0x800000>;
			no-map;
		};
	};
};

&codec {
	memory-region = <&modem>;
};
`,
  'lonely.dtsi': `&codec {
	memory-region = <&frames>;
};

/ {
	reserved-memory {
		frames: frames@50000000 {
			compatible = "shared-dma-pool";
			reg = <0x0 0x50000000 0x0 0x500000>;
		};
	};
};
`,
};

/** The scene of a hover over a text of a file, which says `expected`. */
function hoverScene(file, text, expected = text) {
  return async (workbench) => {
    await openAlone(workbench, file);
    await workbench.goTo(text);
    await workbench.hoverOver(text, expected);
  };
}

/** Every view, list and text that a person may come to see, besides the published ones. */
export const LOOKED_AT = {
  async 'map-faults'(workbench) {
    await openAlone(workbench, 'faulty-board.dts');
    await workbench.runCommand('Devicetree Heaps: Show Memory Map');
    const map = await workbench.mapPage();
    await map.locator('#title', { hasText: 'faulty-board' }).waitFor();
    await map.locator('.block').first().focus();
    await map.locator('.block').first().press('ArrowRight');
    await settle(workbench);
  },
  async 'map-table'(workbench) {
    const map = await workbench.mapPage();
    await map.locator('summary').click();
    await map.locator('table').scrollIntoViewIfNeeded();
    await settle(workbench);
  },
  async 'map-scenario'(workbench) {
    await clear(workbench);
    await workbench.openFile('fragmented-pool.heapsim.json');
    await workbench.page.locator('.codelens-decoration:visible').first().waitFor();
    await settle(workbench, 1500);
    await workbench.runCommand('Devicetree Heaps: Run Scenario');
    const map = await workbench.mapPage();
    await map.locator('.strip').first().waitFor();
    await map.locator('.strip').first().scrollIntoViewIfNeeded();
    await settle(workbench);
  },
  async problems(workbench) {
    await openAlone(workbench, 'faulty-board.dts');
    await workbench.problems('cma-misaligned');
    await settle(workbench);
  },
  async 'fix-menu'(workbench) {
    await openAlone(workbench, 'faulty-board.dts');
    await workbench.goTo('0x50000000 0x0 0x4c0000');
    await workbench.page.keyboard.press('Control+.');
    await workbench.page.locator('.action-widget .monaco-list-row').first().waitFor();
    await settle(workbench);
  },
  async completion(workbench) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.goTo('memory-region = <&camera_pool>');
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type('memory-region = <&');
    await suggestions(workbench);
  },
  async 'completion-place'(workbench) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.goTo('camera_pool: camera@');
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.type('extra {\n');
    await workbench.page.keyboard.type('reg = <32M');
    await workbench.page.keyboard.press('Control+Space');
    await suggestions(workbench);
  },
  async 'completion-snippets'(workbench) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.goTo('camera_pool: camera@');
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Control+Space');
    await suggestions(workbench);
  },
  async 'hover-property'(workbench) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.goTo('alloc-ranges');
    await workbench.hoverOver('alloc-ranges');
  },
  async 'hover-macro'(workbench) {
    await workbench.goTo('MIB(64)');
    await workbench.hoverOver('MIB(64)', 'MIB(count)');
  },
  'boot-log': textBeside('Show Boot Log', 'boot.log'),
  report: textBeside('Show Report', 'report.txt'),
  tree: textBeside('Show Merged Tree', 'merged tree'),
  async kernels(workbench) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.runCommand('Devicetree Heaps: Select Kernel');
    await workbench.page.waitForSelector('.quick-input-list .monaco-list-row:has-text("6.12")');
    await settle(workbench);
  },
  async status(workbench) {
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.statusbar-item:has-text("Linux")').hover();
    await workbench.page.locator('.monaco-hover:has-text("Boot log")').last().waitFor();
    await settle(workbench);
  },
  async actions(workbench) {
    await workbench.page.mouse.move(500, 300);
    await workbench.page.locator('.statusbar-item:has-text("Linux")').click();
    await workbench.page.waitForSelector('.quick-input-list .monaco-list-row');
    await settle(workbench);
  },
  async palette(workbench) {
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('F1');
    await workbench.page.keyboard.type('Devicetree Heaps');
    await settle(workbench, 800);
  },
  async welcome(workbench) {
    await clear(workbench);
    await workbench.openContainer('Devicetree Heaps');
    await workbench.page.waitForSelector('.welcome-view-content');
    await settle(workbench);
  },
  async walkthrough(workbench) {
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.pick('Get Started with Devicetree Heaps');
    await workbench.page.waitForSelector('.getting-started-step:has-text("Try an allocation")');
    await settle(workbench, 1500);
  },
  'hover-cell': hoverScene('faulty-board.dts', '0x4c0000', '4.75 MiB'),
  'hover-label': hoverScene('camera-board.dts', '<&camera_pool', 'camera@a0000000'),
  'hover-include': hoverScene('camera-board.dts', '"heron.dtsi"', 'heron.dtsi'),
  'hover-bootargs': hoverScene('bootargs.dts', 'cma=96M', 'cma='),
  'hover-compatible': hoverScene('camera-board.dts', '"shared-dma-pool"', 'shared-dma-pool'),
  'hover-memory': hoverScene('camera-board.dts', 'memory@40000000'),
  async signature(workbench) {
    await openAlone(workbench, 'bootargs.dts');
    await workbench.goTo('0x0 0x800000');
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.page.keyboard.press('Control+Shift+Space');
    await workbench.page.locator('.parameter-hints-widget.visible').waitFor();
    await settle(workbench);
  },
  expansion: textBeside('Show Expanded File', 'expanded'),
  async comparison(workbench) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.hideSideBar();
    await workbench.runCommand('Devicetree Heaps: Compare Kernels');
    await workbench.page.waitForSelector('.quick-input-list .monaco-list-row:has-text("6.12")');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.waitForSelector('.tab:has-text("kernels")');
    await settle(workbench, 1000);
  },
  async 'what-if-list'(workbench) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.hideSideBar();
    await workbench.runCommand('Devicetree Heaps: What If');
    await workbench.page.waitForSelector('.quick-input-list .monaco-list-row:has-text("camera_pool")');
    await settle(workbench);
  },
  async 'what-if'(workbench) {
    await workbench.page.locator('.quick-input-box input').fill('camera_pool:size=128M');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.waitForSelector('.quick-input-message:has-text("Changes with blanks between")');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.waitForSelector('.tab:has-text("what if")');
    await settle(workbench, 1000);
  },
  async outcome(workbench) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.hideSideBar();
    await workbench.runCommand('Devicetree Heaps: Simulate Allocation');
    await workbench.pick('camera@');
    await workbench.typeInto('48M', /pages/);
    await workbench.page.keyboard.press('Enter');
    await workbench.notification('48M of camera@');
    const map = await workbench.mapPage();
    await map.locator('.strip').first().scrollIntoViewIfNeeded();
    await settle(workbench);
  },
  async scenario(workbench) {
    await workbench.runCommand('Notifications: Clear All Notifications');
    await clear(workbench);
    await workbench.openFile('fragmented-pool.heapsim.json');
    await workbench.page.locator('.codelens-decoration:visible').first().waitFor();
    await workbench.hideSideBar();
    await settle(workbench, 1500);
  },
  async include(workbench) {
    await openAlone(workbench, 'heron.dtsi');
    await workbench.page.locator('.statusbar-item:has-text("Linux")').hover();
    await workbench.page.locator('.monaco-hover:has-text("Boot log")').last().waitFor();
    await settle(workbench);
  },
  async lonely(workbench) {
    await workbench.page.mouse.move(500, 300);
    await clear(workbench);
    await workbench.openFile('lonely.dtsi');
    await workbench.openContainer('Devicetree Heaps');
    await workbench.page.waitForSelector('.welcome-view-content:has-text("No board is known")');
    await workbench.problems('lonely.dtsi');
    await settle(workbench);
  },
  async 'context-menu'(workbench) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.hideSideBar();
    await workbench.page.locator('.view-line').nth(3).click({ button: 'right' });
    await workbench.page.locator('.context-view .action-menu-item:has-text("Devicetree Heaps")').hover();
    await workbench.page.locator('.monaco-submenu .action-menu-item:has-text("Show Memory Map")').waitFor();
    await settle(workbench);
  },
  async rule(workbench) {
    await workbench.page.keyboard.press('Escape');
    await clear(workbench);
    await workbench.runCommand('Devicetree Heaps: Explain Rule');
    await workbench.pick('cma-misaligned');
    await workbench.page.waitForSelector('.tab:has-text("cma-misaligned")');
    await settle(workbench, 2000);
  },
  async workspace(workbench) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.hideSideBar();
    await workbench.runCommand('Devicetree Heaps: Check All Boards of the Workspace');
    await workbench.notification('checked');
    await workbench.page.locator('.notifications-toasts .monaco-button:has-text("Show Report")').click();
    await workbench.page.waitForSelector('.tab:has-text("check")');
    await settle(workbench, 1000);
  },
  async zoomed(workbench) {
    await openAlone(workbench, 'faulty-board.dts');
    await workbench.runCommand('Devicetree Heaps: Show Memory Map');
    await workbench.mapPage();
    await workbench.hideSideBar();
    // What a window of this size shows at 200 %, with the map alone.
    await workbench.page.keyboard.press('Control+2');
    await workbench.runCommand('View: Maximize Editor Group');
    await workbench.page.setViewportSize({ width: SIZE.width / 2, height: SIZE.height / 2 });
    await settle(workbench, 1000);
  },
  async settings(workbench) {
    await clear(workbench);
    await workbench.hideSideBar();
    await workbench.runCommand('Preferences: Open Settings (UI)');
    await workbench.page.locator('.settings-editor .settings-header .view-line').first().waitFor();
    await workbench.page.keyboard.type('@ext:devicetree-heaps.devicetree-heaps');
    await workbench.page.locator('.settings-editor .setting-item').first().waitFor();
    await settle(workbench, 1500);
  },
  async gone(workbench, profile) {
    await openAlone(workbench, 'camera-board.dts');
    await workbench.openContainer('Devicetree Heaps');
    const failed = workbench.page.locator('.statusbar-item.error-kind:has-text("Devicetree Heaps")');
    for (let tries = 0; tries < 60 && !(await failed.isVisible()); tries++) {
      for (const id of serversOf(profile)) process.kill(id, 'SIGKILL');
      await settle(workbench, 500);
    }
    await failed.hover();
    await workbench.page.locator('.monaco-hover:has-text("does not work")').last().waitFor();
    await settle(workbench);
  },
};

/** The processes of our server in the editor of a profile (Linux, proc(5)). */
function serversOf({ extensions }) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      try {
        const line = readFileSync(`/proc/${id}/cmdline`, 'utf8');
        return line.includes(extensions) && line.includes('/dist/server.cjs');
      } catch {
        return false; // It ended meanwhile.
      }
    })
    .map(Number);
}
