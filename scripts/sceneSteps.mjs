// What the scenes of `node scripts/pictures.mjs` have in common.

/** The window, in pixels. */
export const SIZE = { width: 980, height: 600 };

/** Waits until what moves has come to rest. */
export const settle = (workbench, milliseconds = 600) => workbench.page.waitForTimeout(milliseconds);

/** Waits for the list of suggestions. */
export async function suggestions(workbench) {
  await workbench.page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor();
  await settle(workbench);
}

/** Opens a file of the samples once the server has said what it is. */
export async function openKnown(workbench, name) {
  await workbench.openFile(name);
  await workbench.page.waitForSelector('.statusbar-item:has-text("Linux")');
}

/** Closes everything that was opened, without saving, and leaves the explorer at the side. */
export async function clear(workbench) {
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

/** Closes everything and opens a file of the samples. */
export async function openAlone(workbench, name) {
  await clear(workbench);
  await openKnown(workbench, name);
}

/** The scene of a text about the faulty board, which a command opens in a tab of that name. */
export function textBeside(command, tab) {
  return async (workbench) => {
    await openAlone(workbench, 'faulty-board.dts');
    await workbench.hideSideBar();
    await workbench.runCommand(`Devicetree Heaps: ${command}`);
    await workbench.page.waitForSelector(`.tab:has-text("${tab}")`);
    await settle(workbench, 1000);
  };
}
