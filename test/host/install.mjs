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
  '@vscode/spdlog': `class Logger { constructor() { for (const name of ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'flush', 'drop', 'setLevel', 'setPattern', 'clearFormatters', 'getLevel']) this[name] = () => 0; } }
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async () => new Logger();
exports.createAsyncRotatingLogger = async () => new Logger();
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

/**
 * Installs the code-server of this folder's lockfile, unless it is there already. No install script of any package
 * runs and nothing is compiled. Throws with npm's words where npm fails.
 */
export function installHost(say = (line) => process.stderr.write(`${line}\n`)) {
  const wanted = createHash('sha256')
    .update(readFileSync(join(hostFolder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  say('Installing code-server (a VS Code for tests, about 600 MB on disk) …');
  npm(hostFolder, 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
  // Its shrinkwrap lacks a package, so that `npm ci` refuses this second folder.
  npm(vscodeFolder, 'install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund');
  for (const [name, source] of Object.entries(standIns)) {
    const folder = join(vscodeFolder, 'node_modules', ...name.split('/'));
    mkdirSync(folder, { recursive: true });
    const manifest = join(folder, 'package.json');
    const described = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : { name, version: '0.0.0' };
    writeFileSync(manifest, `${JSON.stringify({ ...described, main: 'standIn.cjs' }, undefined, 2)}\n`);
    writeFileSync(join(folder, 'standIn.cjs'), source);
  }
  writeFileSync(stampFile, wanted);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installHost();
