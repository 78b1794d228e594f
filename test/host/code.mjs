#!/usr/bin/env node
// VS Code's command `code`, played by code-server and a browser without a window: takes the arguments with which
// @vscode/test-electron starts the editor's test run, runs the suite inside a real extension host, and ends with the
// suite's status. So one suite serves the desktop and a machine that has none.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { format } from 'node:util';
import { launchBrowser, workbenchAddress } from './browser.mjs';
import { createProfile, startCodeServer } from './codeServer.mjs';

const LIMIT = Number(process.env.DTHEAPS_EDITOR_TIMEOUT ?? 180_000);

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
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    messages.push(`${type}: ${format(...args)}`);
    if (process.env.DTHEAPS_EDITOR_VERBOSE) console.log(messages.at(-1));
  });
  const remote = (path) => `vscode-remote://${server.authority}${path.replaceAll('\\', '/').replace(/^(?!\/)/, '/')}`;
  await page.goto(
    workbenchAddress(server, folders[0] ?? extension, [
      ['extensionDevelopmentPath', remote(resolve(extension))],
      ['extensionTestsPath', remote(resolve(tests))],
    ]),
  );
  let timer;
  const tooLate = new Promise((end) => {
    timer = setTimeout(() => end('timeout'), LIMIT);
  });
  const outcome = await Promise.race([ended, tooLate]);
  clearTimeout(timer);
  if (outcome === 'timeout') {
    console.error(`The suite did not end within ${LIMIT / 1000} s.`);
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
