import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

const binaries = join(projectRoot, 'node_modules', '.bin');
const isWindows = process.platform === 'win32';

/** The oldest Node that runs TypeScript as it stands, which the tests and tools need. */
const TYPESCRIPT_NODE = [22, 18];

/**
 * The first thing the lockfile asks for that `node_modules` does not hold; `undefined` where all is in place.
 *
 * npm writes what it installed into `node_modules/.package-lock.json`: comparing the two is exact where comparing dates
 * is not (a checkout changes the lockfile's date and nothing else).
 */
function firstMissing() {
  const installedPath = join(projectRoot, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return 'node_modules';
  const wanted = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/') || entry.optional) continue;
    if (!(path in installed) || installed[path].version !== entry.version)
      return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  }
  return undefined;
}

/** Runs a program in the project's root with `node_modules/.bin` first in the search path; its exit status. */
export function run(program, args, options = {}) {
  const environment = { ...process.env, ...options.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` };
  const { status, error } = spawnSync(program, args, {
    cwd: projectRoot,
    stdio: options.stdio ?? 'inherit',
    env: environment,
    shell: isWindows,
  });
  if (error !== undefined) console.error(`${program} could not be started: ${error.message}`);
  return status ?? 1;
}

/** Installs what the lockfile names, if it is not there; ends the process where that fails. */
export function ensureInstalled() {
  const missing = firstMissing();
  if (missing === undefined) return;
  console.log(
    `Installing dependencies with npm ci (${missing} is not in place); this takes about a quarter of a minute …`,
  );
  const started = Date.now();
  // npm says nothing while it works where it has no terminal: another process keeps a person posted meanwhile.
  const beat = "let s = 0; setInterval(() => console.log('… still installing, ' + (s += 10) + ' s'), 10_000)";
  const heartbeat = spawn(process.execPath, ['-e', beat], { stdio: 'inherit' });
  const status = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  heartbeat.kill();
  if (status !== 0) {
    console.error('npm ci failed: see its message above. A registry that npm can reach is all it needs.');
    process.exit(1);
  }
  console.log(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/**
 * The Node that runs TypeScript as it stands: the one npm installed, else the running one if it is new enough. Where
 * neither is, says so in a line and ends the process.
 */
export function modernNode() {
  const installed = join(binaries, isWindows ? 'node.cmd' : 'node');
  if (existsSync(installed)) return installed;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > TYPESCRIPT_NODE[0] || (major === TYPESCRIPT_NODE[0] && minor >= TYPESCRIPT_NODE[1]))
    return process.execPath;
  console.error(
    `Node ${TYPESCRIPT_NODE.join('.')} or newer is needed here and npm has no package of it for ${process.platform}-${process.arch}: this is ${process.versions.node}. Install it from nodejs.org and run the command again.`,
  );
  process.exit(1);
}

/** Runs a script of the project on that Node; its exit status. */
export function runNode(script, args = [], options = {}) {
  return run(modernNode(), [join(projectRoot, script), ...args], options);
}
