import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createProfile, installExtension } from '../host/codeServer.mjs';
import { Workbench } from '../host/workbench.mjs';

const editorTests = dirname(fileURLToPath(import.meta.url));
const root = join(editorTests, '..', '..');

/** The packaged extension: made anew, unless DTHEAPS_VSIX names one. */
function packageExtension() {
  if (process.env.DTHEAPS_VSIX) return process.env.DTHEAPS_VSIX;
  const run = spawnSync(process.execPath, [join(root, 'scripts', 'package.mjs')], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`npm run package failed:\n${run.stdout}${run.stderr}`);
  return join(root, 'devicetree-heaps.vsix');
}

/** The way of a newcomer through the user interface, each step with what must be seen. */
function steps(workbench, pictured) {
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
        assert.match(await workbench.typeInto('lots'), /size/i);
        assert.match(await workbench.typeInto('32M'), /ENOMEM/);
        assert.match(await workbench.typeInto('1M'), /256 pages/);
        await picture('simulate-size-dark');
        await workbench.page.keyboard.press('Enter');
        assert.match(await workbench.notification('1M of video@60000000'), /256 pages/);
        await picture('simulate-outcome-dark');
      },
    ],
    [
      'the boot log opens beside the board',
      async () => {
        await workbench.runCommand('Devicetree Heaps: Show Boot Log');
        await workbench.page.waitForSelector('.tab:has-text("boot.log")');
        await workbench.page.waitForSelector('.view-line:has-text("created CMA memory pool")');
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
  ];
}

/** What makes the editor run the extension as a browser does: in a worker, without a Node. */
const IN_BROWSER = { 'remote.extensionKind': { 'devicetree-heaps.devicetree-heaps': ['web'] } };

/**
 * Runs the smoke test where the extension has a Node, or `inBrowser`; its pictures are left in `results`. Answers how many
 * steps passed and failed.
 */
export async function runSmokeTest(results, { inBrowser }) {
  const pictured = (name) => join(results, `${inBrowser ? 'browser-' : ''}${name}.png`);
  mkdirSync(results, { recursive: true });
  for (const name of readdirSync(results)) {
    if (/^(?:browser-)?failed-\d+\.png$/.test(name) && name.startsWith('browser-') === inBrowser)
      rmSync(join(results, name));
  }
  const vsix = packageExtension();
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-smoke-'));
  cpSync(join(editorTests, 'boards'), folder, { recursive: true });
  const profile = createProfile({ 'workbench.colorTheme': 'Dark Modern', ...(inBrowser ? IN_BROWSER : {}) });
  let workbench;
  let passed = 0;
  let failed = 0;
  try {
    installExtension(profile, vsix);
    workbench = await Workbench.open(profile, folder);
    for (const [title, step] of steps(workbench, pictured)) {
      const started = Date.now();
      try {
        await step();
        passed++;
        console.log(`  ✓ ${title} (${Date.now() - started} ms)`);
      } catch (error) {
        failed++;
        console.log(`  ✗ ${title}\n${String(error instanceof Error ? error.message : error).replace(/^/gm, '      ')}`);
        await workbench.picture(pictured(`failed-${failed}`));
        await workbench.page.keyboard.press('Escape');
      }
    }
  } finally {
    await workbench?.close();
    profile.remove();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return { passed, failed };
}
