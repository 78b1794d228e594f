// What is to be seen on the pictures that `node scripts/pictures.mjs` takes, one after another in one window.

/** The window, in pixels. */
export const SIZE = { width: 980, height: 600 };

const settle = (workbench, milliseconds = 600) => workbench.page.waitForTimeout(milliseconds);

/** Waits for the list of suggestions. */
async function suggestions(workbench) {
  await workbench.page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor();
  await settle(workbench);
}

/** Opens a file of the samples once the server has said what it is. */
async function openKnown(workbench, name) {
  await workbench.openFile(name);
  await workbench.page.waitForSelector('.statusbar-item:has-text("Linux")');
}

/** Closes everything that was opened, without saving, and leaves the explorer at the side. */
async function clear(workbench) {
  await workbench.page.setViewportSize(SIZE);
  // A menu that is open takes the click.
  await workbench.page.keyboard.press('Escape');
  // A page that has the focus keeps the keys to itself.
  const tab = workbench.page.locator('.tab').first();
  if (await tab.isVisible()) await tab.click();
  for (let presses = 0; presses < 3; presses++) await workbench.page.keyboard.press('Escape');
  if (await workbench.page.locator('.part.panel').isVisible()) await workbench.page.keyboard.press('Control+J');
  await workbench.page.keyboard.press('Control+1');
  if (await workbench.page.locator('.tab.dirty').first().isVisible()) await workbench.runCommand('File: Revert File');
  await workbench.runCommand('View: Close All Editors');
  await workbench.showSideBar('Explorer');
}

/** The scene of a text about the faulty board, which a command opens in a tab of that name. */
function textBeside(command, tab) {
  return async (workbench) => {
    await clear(workbench);
    await openKnown(workbench, 'faulty-board.dts');
    await workbench.hideSideBar();
    await workbench.runCommand(`Devicetree Heaps: ${command}`);
    await workbench.page.waitForSelector(`.tab:has-text("${tab}")`);
    await settle(workbench, 1000);
  };
}

/** Those that the walkthrough and the READMEs show, in the order in which they are taken. */
const PUBLISHED = {
  async open(workbench) {
    await openKnown(workbench, 'camera-board.dts');
    await workbench.page.locator('.codelens-decoration:visible').first().waitFor();
    await workbench.goTo('camera_pool');
    await settle(workbench, 1000);
  },
  async heaps(workbench) {
    await workbench.openContainer('Devicetree Heaps');
    await workbench.page.waitForSelector('.pane-body .monaco-list-row:has-text("Hole")');
    await settle(workbench);
  },
  async simulate(workbench) {
    await workbench.hideSideBar();
    await workbench.runCommand('Devicetree Heaps: Simulate Allocation');
    await workbench.pick('camera@');
    await workbench.typeInto('48M');
    await settle(workbench);
  },
  async fix(workbench) {
    await workbench.page.keyboard.press('Escape');
    await workbench.openFile('faulty-board.dts');
    await workbench.goTo('camera@50000000');
    await workbench.page.locator('.squiggly-error:visible').first().waitFor();
    await workbench.hoverOver('camera@50000000');
  },
  async map(workbench) {
    await clear(workbench);
    await openKnown(workbench, 'camera-board.dts');
    await workbench.hideSideBar();
    await workbench.runCommand('Devicetree Heaps: Show Memory Map');
    await workbench.mapPage();
    await settle(workbench, 1000);
  },
  async screenshot(workbench) {
    await clear(workbench);
    await workbench.hideSideBar();
    await workbench.page.setViewportSize({ width: 1360, height: 860 });
    await openKnown(workbench, 'faulty-board.dts');
    await workbench.problems('cma-misaligned');
    await workbench.goTo('camera@50000000');
    await workbench.hoverOver('camera@50000000');
  },
};

/** All others that a person may come to see. */
const OTHERS = {
  async 'map-faults'(workbench) {
    await clear(workbench);
    await openKnown(workbench, 'faulty-board.dts');
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
    await clear(workbench);
    await openKnown(workbench, 'faulty-board.dts');
    await workbench.problems('cma-misaligned');
    await settle(workbench);
  },
  async 'fix-menu'(workbench) {
    await clear(workbench);
    await openKnown(workbench, 'faulty-board.dts');
    await workbench.goTo('0x50000000 0x0 0x4c0000');
    await workbench.page.keyboard.press('Control+.');
    await workbench.page.locator('.action-widget .monaco-list-row').first().waitFor();
    await settle(workbench);
  },
  async completion(workbench) {
    await clear(workbench);
    await openKnown(workbench, 'camera-board.dts');
    await workbench.goTo('memory-region = <&camera_pool>');
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type('memory-region = <&');
    await suggestions(workbench);
  },
  async 'completion-place'(workbench) {
    await clear(workbench);
    await openKnown(workbench, 'camera-board.dts');
    await workbench.goTo('camera_pool: camera@');
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.type('extra {\n');
    await workbench.page.keyboard.type('reg = <32M');
    await workbench.page.keyboard.press('Control+Space');
    await suggestions(workbench);
  },
  async 'completion-snippets'(workbench) {
    await clear(workbench);
    await openKnown(workbench, 'camera-board.dts');
    await workbench.goTo('camera_pool: camera@');
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Control+Space');
    await suggestions(workbench);
  },
  async 'hover-property'(workbench) {
    await clear(workbench);
    await openKnown(workbench, 'camera-board.dts');
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
    await clear(workbench);
    await openKnown(workbench, 'camera-board.dts');
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
};

/** Where a scene is published that the walkthrough does not show, by theme. */
const ELSEWHERE = { map: { dark: 'docs/memory-map.webp' }, screenshot: { dark: 'docs/screenshot.png' } };

/** The file in the project that a scene is published as, in a theme; `undefined` for what is only looked at. */
function publishedAs(name, theme) {
  if (!(name in PUBLISHED)) return undefined;
  return name in ELSEWHERE ? ELSEWHERE[name][theme] : `media/walkthrough/${name}-${theme}.webp`;
}

/** The scenes that are published in a theme, or all there are: name, how it is shown, and the file of the published ones. */
export function scenes(theme, all) {
  return Object.entries({ ...PUBLISHED, ...OTHERS })
    .map(([name, show]) => ({ name, show, file: publishedAs(name, theme) }))
    .filter(({ file }) => all || file !== undefined);
}
