// Opens the samples in VS Code with this extension: `npm run editor`, or `npm run editor -- FOLDER` for other boards.
// The desktop's `code`, if there is one; else a VS Code in the browser, on this machine's loopback address.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { findProgram } from './debianTools.mjs';
import { ensureInstalled, projectRoot, runNode } from './ensureInstalled.mjs';

/** The desktop's VS Code; code-server's own `code` (in its terminal) opens files there and is none. */
function desktopCode() {
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (!hasDisplay) return undefined;
  const names = process.platform === 'win32' ? ['code.cmd', 'code-insiders.cmd'] : ['code', 'code-insiders', 'codium'];
  return names.map(findProgram).find((program) => program !== undefined);
}

function openDesktop(program, folder) {
  console.log(`Opening ${folder} in ${program} with the extension under development.`);
  const { status } = spawnSync(program, [`--extensionDevelopmentPath=${projectRoot}`, '--new-window', folder], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return status ?? 1;
}

async function openBrowser(folder) {
  console.log('There is no desktop VS Code here: starting one for the browser.');
  const { createProfile, startCodeServer } = await import('../test/host/codeServer.mjs');
  const { workbenchAddress } = await import('../test/host/browser.mjs');
  const ended = new Promise((end) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
  });
  const profile = createProfile();
  process.once('exit', () => profile.remove());
  // Without the driver an address names no extension under development.
  const server = await startCodeServer(profile, { vscodeOptions: ['enable-smoke-test-driver'] });
  // As on the desktop: the extension under development, whose output is shown.
  const developed = `vscode-remote://${server.authority}${projectRoot.replaceAll('\\', '/').replace(/^(?!\/)/, '/')}`;
  const address = workbenchAddress(server, folder, [['extensionDevelopmentPath', developed]]);
  console.log(`\nOpen ${address}\n\nCtrl-C ends it.`);
  await ended;
  await server.stop();
  return 0;
}

ensureInstalled();
const wanted = resolve(process.argv[2] ?? join(projectRoot, 'samples'));
if (!existsSync(wanted)) {
  console.error(`${wanted} does not exist.`);
  process.exit(2);
}
const folder = statSync(wanted).isDirectory() ? wanted : dirname(wanted);
if (runNode('scripts/build.mjs', ['--if-stale']) !== 0) process.exit(1);
const program = desktopCode();
process.exit(program === undefined ? await openBrowser(folder) : openDesktop(program, folder));
