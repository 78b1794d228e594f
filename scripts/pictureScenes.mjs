// What is to be seen on the pictures that `node scripts/pictures.mjs` takes, one after another in one window.
import { LOOKED_AT } from './lookedAtScenes.mjs';
import { clear, openAlone, openKnown, settle } from './sceneSteps.mjs';

/** Those that the walkthrough and the READMEs show, in the order in which they are taken. */
const PUBLISHED = {
  async open(workbench) {
    await openKnown(workbench, 'camera-board.dts');
    await workbench.page.locator('.codelens-decoration:visible').first().waitFor();
    await workbench.goTo('camera_pool');
    await settle(workbench, 1000);
  },
  async heaps(workbench) {
    await openKnown(workbench, 'camera-board.dts');
    await workbench.openContainer('Devicetree Heaps');
    await workbench.page.waitForSelector('.pane-body .monaco-list-row:has-text("Hole")');
    await settle(workbench);
  },
  async simulate(workbench) {
    await openKnown(workbench, 'camera-board.dts');
    await workbench.hideSideBar();
    await workbench.runCommand('Devicetree Heaps: Simulate Allocation');
    await workbench.pick('camera@');
    await workbench.typeInto('48M', /pages/);
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
    await openAlone(workbench, 'camera-board.dts');
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

/** Where a scene is published that the walkthrough does not show, by theme. */
const ELSEWHERE = { map: { dark: 'docs/memory-map.webp' }, screenshot: { dark: 'docs/screenshot.png' } };

/** The file in the project that a scene is published as, in a theme; `undefined` for what is only looked at. */
function publishedAs(name, theme) {
  if (!(name in PUBLISHED)) return undefined;
  return name in ELSEWHERE ? ELSEWHERE[name][theme] : `media/walkthrough/${name}-${theme}.webp`;
}

/** The scenes that are published in a theme, or all there are: name, how it is shown, and the file of the published ones. */
export function scenes(theme, all) {
  return Object.entries({ ...PUBLISHED, ...LOOKED_AT })
    .map(([name, show]) => ({ name, show, file: publishedAs(name, theme) }))
    .filter(({ file }) => all || file !== undefined);
}
