// Makes the extension's .vsix: `npm run package`. Needs no network.
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureInstalled, projectRoot, run, runNode } from './ensureInstalled.mjs';
import { extensionReadme } from './extensionReadme.mjs';

/** What a person should have to download. */
const MAXIMUM_BYTES = 2000 * 1000;
const OUTPUT = 'devicetree-heaps.vsix';

ensureInstalled();
if (runNode('scripts/build.mjs', ['--production']) !== 0) process.exit(1);
rmSync(join(projectRoot, OUTPUT), { force: true });
writeFileSync(join(projectRoot, 'dist', 'README.md'), extensionReadme());
const status = run('vsce', [
  'package',
  '--no-dependencies',
  '--skip-license',
  '--allow-missing-repository',
  '--no-rewrite-relative-links',
  '--readme-path',
  join('dist', 'README.md'),
  '--out',
  OUTPUT,
]);
if (status !== 0) process.exit(status);

const bytes = statSync(join(projectRoot, OUTPUT)).size;
console.log(`${OUTPUT}: ${Math.round(bytes / 1000)} kB of at most ${MAXIMUM_BYTES / 1000} kB`);
if (bytes > MAXIMUM_BYTES) {
  console.error('The package is too large. The largest files of dist/:');
  const files = readdirSync(join(projectRoot, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, size: statSync(path).size }))
    .sort((a, b) => b.size - a.size);
  for (const { path, size } of files.slice(0, 8)) console.error(`  ${size} ${path}`);
  process.exit(1);
}
