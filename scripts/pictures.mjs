// Makes the pictures of the walkthrough and of the READMEs in a dark, a light and both high-contrast themes:
// `node scripts/pictures.mjs`. `node scripts/pictures.mjs FOLDER [THEME…] [SCENE…]` puts them into a folder instead, with every
// other view, or the named ones alone, for looking at them. Needs Chromium and what the editor tests install.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { ensureInstalled, projectRoot, runNode } from './ensureInstalled.mjs';
import { LOOKED_AT_FILES } from './lookedAtScenes.mjs';
import { scenes } from './pictureScenes.mjs';
import { SIZE } from './sceneSteps.mjs';

const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  hc: 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};

const [given, ...asked] = process.argv.slice(2);
const folder = given === undefined ? undefined : resolve(given);
const askedThemes = asked.filter((name) => name in THEMES);
const askedScenes = asked.filter((name) => !(name in THEMES));
const named = scenes('dark', true).map(({ name }) => name);
const unknown = askedScenes.find((name) => !named.includes(name));
if (unknown !== undefined) {
  console.error(`${unknown} is no theme (${Object.keys(THEMES).join(', ')}) and no scene (${named.join(', ')}).`);
  process.exit(2);
}
ensureInstalled();
if (runNode('scripts/package.mjs', [], { stdio: ['ignore', 'ignore', 'inherit'] }) !== 0) process.exit(1);
const { createProfile, installExtension } = await import('../test/host/codeServer.mjs');
const { Workbench } = await import('../test/host/workbench.mjs');

/** Takes the pictures in one theme. A scene that does not come about is said, and the next one taken. */
async function take(theme, samples) {
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
    workbench = await Workbench.open(profile, samples, SIZE);
    workbench.page.setDefaultTimeout(60_000);
    for (const { name, show, file } of scenes(theme, folder !== undefined)) {
      if (askedScenes.length > 0 && !askedScenes.includes(name)) continue;
      try {
        await show(workbench, profile);
        await workbench.picture(folder === undefined ? join(projectRoot, file) : join(folder, `${name}-${theme}.png`));
      } catch (error) {
        console.error(`${name}-${theme}: ${error instanceof Error ? error.message : error}`);
        await workbench.picture(join(projectRoot, 'test', 'results', `failed-${name}-${theme}.png`));
        process.exitCode = 1;
      }
    }
  } finally {
    await workbench?.close();
    profile.remove();
  }
}

for (const path of [folder ?? '', 'media/walkthrough', 'test/results'])
  mkdirSync(resolve(projectRoot, path), { recursive: true });
const copies = mkdtempSync(join(tmpdir(), 'dtheaps-pictures-'));
try {
  const samples = join(copies, 'samples');
  cpSync(join(projectRoot, 'samples'), samples, { recursive: true });
  if (folder !== undefined)
    for (const [name, text] of Object.entries(LOOKED_AT_FILES)) writeFileSync(join(samples, name), text);
  for (const theme of askedThemes.length > 0 ? askedThemes : Object.keys(THEMES)) await take(theme, samples);
} finally {
  rmSync(copies, { recursive: true, force: true, maxRetries: 5 });
}
console.log(`Wrote ${folder ?? 'media/walkthrough and docs'}.`);
