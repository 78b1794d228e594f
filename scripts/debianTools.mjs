import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** Programs that the tests hold us against. Nothing of the product needs them. */
const TOOLS = [
  {
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    variable: 'CHROMIUM_PATH',
    debian: 'chromium',
    purpose: 'the suite in a real VS Code',
  },
  { commands: ['dtc'], debian: 'device-tree-compiler', purpose: 'comparing trees with dtc' },
  { commands: ['cpp'], debian: 'cpp', purpose: 'comparing expansion with gcc' },
  { commands: ['busybox'], debian: 'busybox', purpose: 'running collect-target.sh as on a small target' },
  { commands: ['nvim'], debian: 'neovim', purpose: 'trying the set-up for Neovim' },
  { commands: ['emacs'], debian: 'emacs-nox', purpose: 'trying the set-up for Emacs' },
  {
    commands: [],
    probe: ['emacs', '--batch', '-f', 'package-initialize', '--eval', "(require 'eglot)"],
    name: 'eglot',
    debian: 'elpa-eglot',
    purpose: 'trying the set-up for Emacs before 29',
  },
];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The full path of a program in the search path; `undefined` where it is not there. */
export function findProgram(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder !== '' && isExecutable(path)) return path;
  }
  return undefined;
}

const isPresent = ({ commands, variable, probe }) =>
  (variable !== undefined && existsSync(process.env[variable] ?? '')) ||
  commands.some((name) => findProgram(name) !== undefined) ||
  (probe !== undefined && spawnSync(probe[0], probe.slice(1), { stdio: 'ignore' }).status === 0);

const nameOf = ({ commands, name = commands[0] }) => name;

/** How apt may be called here: as root, or by a sudo that asks for nothing; `undefined` where it may not. */
function aptPrefix() {
  if (findProgram('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo.status === 0 ? ['sudo', '-n'] : undefined;
}

function apt(prefix, args) {
  const [program = '', ...rest] = [...prefix, 'apt-get', ...args];
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'pipe'], env: environment, encoding: 'utf8' });
}

/**
 * Installs what the tests hold us against, where apt may be called; says in a line each what is missing elsewhere. The
 * tests that need a missing program say so themselves.
 */
export function ensureTestTools() {
  const missing = TOOLS.filter((tool) => !isPresent(tool));
  const prefix = missing.length > 0 ? aptPrefix() : undefined;
  if (prefix !== undefined) {
    const packages = missing.map(({ debian }) => debian);
    console.log(`Installing Debian's ${packages.join(', ')} …`);
    // One stale index makes the update fail and hinders nothing.
    apt(prefix, ['update', '-qq']);
    const install = (names) => apt(prefix, ['install', '-y', '-qq', '--no-install-recommends', ...names]);
    // apt installs none where a release lacks one of them.
    if (install(packages).status !== 0) {
      for (const name of packages) {
        const { status, stderr } = install([name]);
        if (status !== 0) console.log(`apt-get install ${name} failed: ${(stderr ?? '').trim().split('\n').at(-1)}`);
      }
    }
  }
  for (const tool of TOOLS) {
    if (isPresent(tool)) continue;
    const setting = tool.variable === undefined ? '' : `, or set ${tool.variable} to the program's path`;
    console.log(`${nameOf(tool)} is not here, for ${tool.purpose}: install it (Debian: ${tool.debian})${setting}.`);
  }
  const found = TOOLS.filter(isPresent).map(nameOf);
  if (found.length > 0) console.log(`Found: ${found.join(', ')}.`);
}
