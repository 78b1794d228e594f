import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modernNode } from '../../scripts/ensureInstalled.mjs';
import { codeServerEntry, installHost } from './install.mjs';

/** Settings that keep a fresh profile quiet: no welcome page, no hints, no network. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.enableExperiments': false,
  'window.restoreWindows': 'none',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
  'editor.accessibilitySupport': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** A port of the loopback address that nothing listens on. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** A new user profile in a temporary folder: `settings` go over the quiet ones. `remove()` deletes it. */
export function createProfile(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-host-'));
  const userData = join(folder, 'data');
  const extensions = join(folder, 'extensions');
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  writeFileSync(
    join(userData, 'User', 'settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, undefined, 2),
  );
  writeFileSync(join(folder, 'config.yaml'), 'auth: none\n');
  return {
    folder,
    userData,
    extensions,
    /** Whether VS Code asks who the authors of a folder are. */
    asksTrust: settings['security.workspace.trust.enabled'] === true,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function profileArguments(profile) {
  return [
    codeServerEntry,
    '--config',
    join(profile.folder, 'config.yaml'),
    '--user-data-dir',
    profile.userData,
    '--extensions-dir',
    profile.extensions,
  ];
}

/** Node's environment without what would steer the server or make it open a browser. */
function serverEnvironment(extra) {
  const { VSCODE_IPC_HOOK_CLI: _hook, PORT: _port, PASSWORD: _password, ...rest } = process.env;
  // An empty address keeps VS Code from asking a marketplace.
  return { ...rest, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...extra };
}

/** Installs a packaged extension into a profile. Throws with the server's words if it refuses. */
export function installExtension(profile, vsix) {
  installHost();
  const run = spawnSync(modernNode(), [...profileArguments(profile), '--install-extension', vsix], {
    encoding: 'utf8',
    env: serverEnvironment({}),
  });
  if (run.status !== 0) throw new Error(`Installing ${vsix} failed:\n${run.stdout}${run.stderr}`);
}

/**
 * Starts VS Code's server for a profile on a free port of the loopback address and waits until it answers.
 *
 * `vscodeOptions` are passed on to VS Code (such as `enable-smoke-test-driver`), `environment` is added to the
 * environment of the server and with it of the extension host. `log` collects what the server prints.
 */
export async function startCodeServer(profile, { vscodeOptions = [], environment = {} } = {}) {
  installHost();
  const port = await freePort();
  const server = spawn(
    modernNode(),
    [
      ...profileArguments(profile),
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--disable-telemetry',
      '--disable-update-check',
      ...(profile.asksTrust ? [] : ['--disable-workspace-trust']),
      '--disable-getting-started-override',
      ...vscodeOptions.flatMap((option) => ['--vscode-option', option]),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: serverEnvironment(environment), detached: process.platform !== 'win32' },
  );
  const log = [];
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => log.push(String(chunk)));
  let exited = false;
  const ended = new Promise((end) => {
    server.once('exit', () => {
      exited = true;
      end();
    });
  });
  const kill = (signal) => {
    if (exited || server.pid === undefined) return;
    try {
      // Its extension hosts are children of its own: the whole group ends.
      if (process.platform === 'win32') server.kill(signal);
      else process.kill(-server.pid, signal);
    } catch {
      server.kill('SIGKILL');
    }
  };
  process.once('exit', () => kill('SIGKILL'));
  /** Ends the server; resolves when it has ended and writes to its profile no more. */
  const stop = async () => {
    kill('SIGTERM');
    const forced = setTimeout(() => kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(forced);
  };
  const origin = `http://127.0.0.1:${port}`;
  // The process ends by itself where it cannot start; this is for one that hangs.
  const deadline = Date.now() + 300_000;
  for (;;) {
    if (exited || Date.now() > deadline) {
      kill('SIGKILL');
      throw new Error(`code-server did not start:\n${log.join('')}`);
    }
    try {
      const answer = await fetch(`${origin}/healthz`);
      if (answer.ok) break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return { origin, authority: `127.0.0.1:${port}`, port, log, stop };
}
