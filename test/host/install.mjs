import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const hostFolder = dirname(fileURLToPath(import.meta.url));
const codeServer = join(hostFolder, 'node_modules', 'code-server');
const vscodeFolder = join(codeServer, 'lib', 'vscode');
const stampFile = join(hostFolder, 'node_modules', '.complete');

/**
 * Two native modules are not built, because no install script runs. VS Code goes on without them, but prints a stack
 * trace for each; these stand-ins answer what it asks.
 */
const standIns = {
  // As much of a logger as fills the Output panel, which shows the files that extensions log to.
  '@vscode/spdlog': `const { appendFileSync } = require('node:fs');
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
class Logger {
  constructor(file) {
    let least = 2;
    let isRaw = false;
    levels.forEach((name, level) => {
      const shown = name === 'warn' ? 'warning' : name;
      this[name] = (text) => {
        if (level < least) return;
        const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
        try { appendFileSync(file, isRaw ? text : time + ' [' + shown + '] ' + text + '\\n'); } catch {}
      };
    });
    this.setLevel = (level) => { least = level; };
    this.getLevel = () => least;
    this.clearFormatters = () => { isRaw = true; };
    for (const name of ['flush', 'drop', 'setPattern']) this[name] = () => {};
  }
}
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger(file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger(file);
`,
  '@vscode/native-watchdog': 'exports.start = () => {};\n',
};

/** The program that starts the host's VS Code server: a script for Node. */
export const codeServerEntry = join(codeServer, 'out', 'node', 'entry.js');

function npm(folder, ...args) {
  const windows = process.platform === 'win32';
  const run = spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: folder, encoding: 'utf8', shell: windows });
  if (run.status !== 0) {
    throw new Error(
      `npm ${args.join(' ')} failed in ${folder}\n${run.error ?? ''}${run.stdout ?? ''}${run.stderr ?? ''}`,
    );
  }
}

/** Writes the stand-ins that are not there as they stand here. */
function writeStandIns() {
  for (const [name, source] of Object.entries(standIns)) {
    const folder = join(vscodeFolder, 'node_modules', ...name.split('/'));
    const file = join(folder, 'standIn.cjs');
    if (existsSync(file) && readFileSync(file, 'utf8') === source) continue;
    mkdirSync(folder, { recursive: true });
    const manifest = join(folder, 'package.json');
    const described = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : { name, version: '0.0.0' };
    writeFileSync(manifest, `${JSON.stringify({ ...described, main: 'standIn.cjs' }, undefined, 2)}\n`);
    writeFileSync(file, source);
  }
}

/**
 * Installs the code-server of this folder's lockfile, unless it is there already. No install script of any package
 * runs and nothing is compiled. Throws with npm's words where npm fails.
 */
export function installHost(say = (line) => process.stderr.write(`${line}\n`)) {
  const wanted = createHash('sha256')
    .update(readFileSync(join(hostFolder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return writeStandIns();
  say('Installing code-server (a VS Code for tests, about 600 MB on disk) …');
  npm(hostFolder, 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
  // Its shrinkwrap lacks a package, so that `npm ci` refuses this second folder.
  npm(vscodeFolder, 'install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund');
  writeStandIns();
  writeFileSync(stampFile, wanted);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installHost();
