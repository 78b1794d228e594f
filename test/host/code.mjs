#!/usr/bin/env node
// VS Code's command `code`, played by code-server and a browser without a window: takes the arguments with which
// @vscode/test-electron starts the editor's test run, runs the suite inside a real extension host, and ends with the
// suite's status. So one suite serves the desktop and a machine that has none.
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { format } from 'node:util';
import { launchBrowser, workbenchAddress } from './browser.mjs';
import { createProfile, startCodeServer } from './codeServer.mjs';

/** A suite of which nothing is heard for so many milliseconds hangs; however long one takes that goes on, it may. */
const SILENCE = 300_000;

/** What a suite writes after each test, where it does. */
const report = process.env.DTHEAPS_REPORT ?? '';

/** Resolves when neither `heard` was called nor the report changed for too long; `stop()` ends the watch. */
function watchSilence() {
  let last = Date.now();
  let size = 0;
  let timer;
  const silent = new Promise((end) => {
    timer = setInterval(() => {
      const now = statSync(report, { throwIfNoEntry: false })?.size ?? 0;
      if (now !== size) last = Date.now();
      size = now;
      if (Date.now() - last > SILENCE) end('silent');
    }, 1000);
  });
  return {
    silent,
    heard: () => {
      last = Date.now();
    },
    stop: () => clearInterval(timer),
  };
}

function readArguments(args) {
  const options = new Map();
  const folders = [];
  for (const argument of args) {
    const match = /^--([^=]+)(?:=(.*))?$/.exec(argument);
    if (match === null) folders.push(resolve(argument));
    else options.set(match[1], match[2] ?? '');
  }
  return { options, folders };
}

const { options, folders } = readArguments(process.argv.slice(2));
const tests = options.get('extensionTestsPath');
const extension = options.get('extensionDevelopmentPath');
if (tests === undefined || extension === undefined) {
  console.error(
    'usage: code.mjs [FOLDER] --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [--user-data-dir=DIR]',
  );
  process.exit(2);
}

const profile = createProfile();
const userSettings = options.has('user-data-dir') ? join(options.get('user-data-dir'), 'User', 'settings.json') : '';
if (userSettings !== '' && existsSync(userSettings)) {
  const file = join(profile.userData, 'User', 'settings.json');
  const merged = { ...JSON.parse(readFileSync(file, 'utf8')), ...JSON.parse(readFileSync(userSettings, 'utf8')) };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(merged));
}

if (options.has('extensions-dir')) cpSync(options.get('extensions-dir'), profile.extensions, { recursive: true });

let server;
let browser;
let status = 1;
try {
  server = await startCodeServer(profile, { vscodeOptions: ['enable-smoke-test-driver'] });
  browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const pageErrors = [];
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  const ended = new Promise((end) => {
    page.exposeFunction('codeAutomationExit', (code) => end(code));
  });
  const messages = [];
  const watch = watchSilence();
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    messages.push(`${type}: ${format(...args)}`);
    watch.heard();
    if (process.env.DTHEAPS_EDITOR_VERBOSE) console.log(messages.at(-1));
  });
  const remote = (path) => `vscode-remote://${server.authority}${path.replaceAll('\\', '/').replace(/^(?!\/)/, '/')}`;
  await page.goto(
    workbenchAddress(server, folders[0] ?? extension, [
      ['extensionDevelopmentPath', remote(resolve(extension))],
      ['extensionTestsPath', remote(resolve(tests))],
    ]),
  );
  const outcome = await Promise.race([ended, watch.silent]);
  watch.stop();
  if (outcome === 'silent') {
    console.error(`Nothing was heard of the suite for ${SILENCE / 1000} s.`);
    console.error([...messages.slice(-40), ...pageErrors, ...server.log].join('\n'));
  } else {
    status = outcome === 0 ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
} finally {
  await browser?.close();
  await server?.stop();
  profile.remove();
}
process.exit(status);
