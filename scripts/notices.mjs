// The notices of the packages that are bundled with the extension and the command: `node scripts/notices.mjs` prints them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { projectRoot } from './ensureInstalled.mjs';

/** What is bundled without a bundler: the runtime of the parser, as WebAssembly. */
const COPIED = ['web-tree-sitter'];

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** The folder of the package that a bundled file is of; `undefined` for the project's own. */
function packageFolder(input) {
  const parts = input.split(/[\\/]/);
  const at = parts.lastIndexOf('node_modules');
  if (at < 0) return undefined;
  const names = parts[at + 1]?.startsWith('@') ? 2 : 1;
  return parts.slice(0, at + 1 + names).join(sep);
}

/** The folders of the packages in some bundles, by esbuild's metafiles, relative to the project. */
export function bundledPackages(metafiles) {
  const folders = metafiles.flatMap(({ inputs }) => Object.keys(inputs).map(packageFolder));
  return [...new Set([...folders, ...COPIED.map((name) => join('node_modules', name))])]
    .filter((folder) => folder !== undefined)
    .sort();
}

/** Licences under which a package may be part of the bundles: their notices are all that they ask for. */
const ALLOWED = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

/** Throws where a package must not be bundled. */
export function requireAllowed(name, license) {
  if (!ALLOWED.has(license))
    throw new Error(`${name} comes under ${license ?? 'no licence that it names'}: not bundled`);
}

/** The notice of the package in a folder. */
function noticeOf(folder) {
  const at = join(projectRoot, folder);
  const files = readdirSync(at).filter((file) => LICENCE_FILE.test(file));
  const texts = files.map((file) => readFileSync(join(at, file), 'utf8').trim());
  return noticeFrom(JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')), texts);
}

/**
 * What a package is called, under which licence it comes, and the words of that, by its package.json and its files of licences. Throws
 * where it must not be bundled, or without those words.
 */
export function noticeFrom({ name, version, license, author, repository }, texts) {
  requireAllowed(name, license);
  if (texts.length === 0) throw new Error(`${name} comes without the words of its licence, which are to be passed on`);
  const by = typeof author === 'string' ? author : author?.name;
  const from = typeof repository === 'string' ? repository : repository?.url;
  const head = `${name} ${version} (${license})`;
  return [head, ...(from === undefined ? [] : [from]), ...(by === undefined ? [] : [`by ${by}`]), '', ...texts].join(
    '\n',
  );
}

/** The notices of all packages in some bundles. */
export function notices(metafiles) {
  const found = bundledPackages(metafiles).filter((folder) => existsSync(join(projectRoot, folder, 'package.json')));
  const line = '-'.repeat(78);
  const head =
    'Devicetree Heaps is made with the packages below, which are part of its bundles. Their authors license them as follows.';
  return `${[head, ...new Set(found.map(noticeOf))].join(`\n\n${line}\n\n`)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = join(projectRoot, 'dist', 'THIRD-PARTY-NOTICES.txt');
  if (existsSync(path)) process.stdout.write(readFileSync(path));
  else console.error('Build first: npm run build');
}
