// Makes the pictures of the walkthrough and of the extension's README, in a dark and a light theme:
// `node scripts/pictures.mjs`. Needs Chromium and what the editor tests install.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ensureInstalled, projectRoot, runNode } from './ensureInstalled.mjs';

const THEMES = { dark: 'Dark Modern', light: 'Light Modern' };
const SIZE = { width: 980, height: 600 };

ensureInstalled();
if (runNode('scripts/package.mjs', [], { stdio: ['ignore', 'ignore', 'inherit'] }) !== 0) process.exit(1);
const { createProfile, installExtension } = await import('../test/host/codeServer.mjs');
const { Workbench } = await import('../test/host/workbench.mjs');

/** What is to be seen on each picture, one after another in one window. */
const PICTURES = {
  async open(workbench) {
    await workbench.openFile('camera-board.dts');
    await workbench.page.waitForSelector('.statusbar-item:has-text("heaps")');
    await workbench.goTo('camera_pool');
    await workbench.page.waitForTimeout(1000);
  },
  async heaps(workbench) {
    await workbench.openContainer('Devicetree Heaps');
    await workbench.page.waitForSelector('.pane-body .monaco-list-row:has-text("Hole")');
    await workbench.page.waitForTimeout(500);
  },
  async simulate(workbench) {
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('Devicetree Heaps: Simulate Allocation');
    await workbench.pick('camera@');
    await workbench.typeInto('48M');
    await workbench.page.waitForTimeout(500);
  },
  async fix(workbench) {
    await workbench.page.keyboard.press('Escape');
    await workbench.openFile('faulty-board.dts');
    await workbench.goTo('camera@50000000');
    await workbench.page.waitForSelector('.squiggly-error');
    await workbench.hoverOver('camera@50000000');
  },
};

/** Takes the pictures in one theme. */
async function take(theme, folder) {
  const profile = createProfile({
    'workbench.colorTheme': THEMES[theme],
    'workbench.layoutControl.enabled': false,
    'window.commandCenter': false,
    'editor.minimap.enabled': false,
    'editor.fontSize': 13,
    'breadcrumbs.enabled': false,
  });
  let workbench;
  try {
    installExtension(profile, join(projectRoot, 'devicetree-heaps.vsix'));
    workbench = await Workbench.open(profile, folder, SIZE);
    for (const [name, show] of Object.entries(PICTURES)) {
      await show(workbench);
      await workbench.picture(join(projectRoot, 'media', 'walkthrough', `${name}-${theme}.jpg`));
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    mkdirSync(join(projectRoot, 'test', 'results'), { recursive: true });
    await workbench?.picture(join(projectRoot, 'test', 'results', 'failed-picture.png'));
    process.exitCode = 1;
  } finally {
    await workbench?.close();
    profile.remove();
  }
}

mkdirSync(join(projectRoot, 'media', 'walkthrough'), { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'dtheaps-pictures-'));
try {
  const samples = join(folder, 'samples');
  cpSync(join(projectRoot, 'samples'), samples, { recursive: true });
  for (const theme of Object.keys(THEMES)) await take(theme, samples);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
if (process.exitCode !== 1) console.log('Wrote media/walkthrough.');
