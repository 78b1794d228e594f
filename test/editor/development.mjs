import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { modernNode } from '../../scripts/ensureInstalled.mjs';
import { launchBrowser } from '../host/browser.mjs';
import { runSteps } from './steps.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Resolves with the address that `npm run editor` says; rejects with what it said where it ends before. */
function addressOf(editor) {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk) => {
      said += chunk;
      const [, address] = /^Open (http:\S+)$/m.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    };
    editor.stdout.on('data', hear);
    editor.stderr.on('data', hear);
    editor.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${said}`)));
  });
}

/**
 * Opens what `npm run editor` starts where there is no desktop: the samples, with the extension as it is developed and what
 * it writes. Answers how many steps passed, and which failed.
 */
export async function runDevelopmentTest(results) {
  const environment = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const editor = spawn(modernNode(), [join(root, 'scripts', 'editor.mjs')], { env: environment });
  const ended = new Promise((end) => editor.once('exit', end));
  let browser;
  try {
    const address = await addressOf(editor);
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(120_000);
    const steps = [
      [
        'the samples open with the extension as it is developed, and with its output',
        async () => {
          await page.goto(address);
          await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'faulty-board.dts' }).dblclick();
          await page.waitForSelector('.statusbar-item:has-text("Linux")');
          const output = page.locator('.panel .view-line', { hasText: 'the language server runs' });
          assert.match((await output.first().textContent()) ?? '', /Devicetree.Heaps.\d+\.\d+\.\d+/);
        },
      ],
    ];
    const pictured = (name) => join(results, `development-${name}.png`);
    return await runSteps({ page, picture: (path) => page.screenshot({ path }) }, steps, pictured);
  } finally {
    await browser?.close();
    editor.kill('SIGTERM');
    await ended;
  }
}
