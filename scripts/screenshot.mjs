// Makes the README's picture, docs/screenshot.png: `node scripts/screenshot.mjs`. The faulty sample board in a dark
// theme, with its findings and a hover. Needs Chromium and what the editor tests install.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ensureInstalled, projectRoot, runNode } from './ensureInstalled.mjs';

ensureInstalled();
if (runNode('scripts/package.mjs', [], { stdio: ['ignore', 'ignore', 'inherit'] }) !== 0) process.exit(1);
const { createProfile, installExtension } = await import('../test/host/codeServer.mjs');
const { Workbench } = await import('../test/host/workbench.mjs');

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-picture-'));
const samples = join(folder, 'samples');
cpSync(join(projectRoot, 'samples'), samples, { recursive: true });
const profile = createProfile({
  'workbench.colorTheme': 'Dark Modern',
  'workbench.activityBar.location': 'hidden',
  'editor.minimap.enabled': false,
  'editor.fontSize': 14,
  'breadcrumbs.enabled': false,
});
let workbench;
try {
  installExtension(profile, join(projectRoot, 'devicetree-heaps.vsix'));
  workbench = await Workbench.open(profile, samples, { width: 1360, height: 860 });
  await workbench.openFile('faulty-board.dts');
  await workbench.page.waitForSelector('.squiggly-error');
  await workbench.problems('cma-misaligned');
  await workbench.openFile('faulty-board.dts');
  await workbench.goTo('camera@50000000');
  await workbench.hoverOver('camera@50000000');
  for (const name of ['docs', 'test/results']) mkdirSync(join(projectRoot, name), { recursive: true });
  await workbench.picture(join(projectRoot, 'docs', 'screenshot.png'));
  console.log('Wrote docs/screenshot.png.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  await workbench?.picture(join(projectRoot, 'test', 'results', 'failed-screenshot.png'));
  process.exitCode = 1;
} finally {
  await workbench?.close();
  profile.remove();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
