// The suites that run in a real VS Code: `node test/editor/run.mjs [suite|surroundings|smoke]`, all without an argument.
// `node test/editor/run.mjs suite hover` runs only the files of that folder whose names begin so.
//
// 1. The suite inside the extension host (mocha and the `vscode` API), through an unmodified @vscode/test-electron: on a
//    desktop in the VS Code that it downloads (or that VSCODE_PATH names), without a display in code-server and Chromium.
// 2. The same for what surrounds a board: several folders, another extension, an include that very many boards use.
// 3. The smoke test over the packaged extension in a fresh profile, through the user interface: once with its server as a
//    process, once as a browser runs it; then in a folder that is not trusted, and what `npm run editor` opens.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runNode } from '../../scripts/ensureInstalled.mjs';
import { findChromium, MISSING_CHROMIUM } from '../host/chromium.mjs';
import { runDevelopmentTest } from './development.mjs';
import { packageExtension } from './packaged.mjs';
import { runRestrictedTest } from './restricted.mjs';
import { runSuite } from './runSuite.mjs';
import { runSmokeTest } from './smoke.mjs';

const results = join(dirname(fileURLToPath(import.meta.url)), '..', 'results');
const counts = { passed: 0, failures: [] };

function fail(name, error) {
  console.error(error);
  counts.failures.push({ name, error });
}

async function part(title, run) {
  console.log(`\n${title}`);
  const begun = Date.now();
  try {
    const { passed, failures } = await run();
    counts.passed += passed;
    counts.failures.push(...failures.map(({ name, error }) => ({ name: `${title}: ${name}`, error })));
    console.log(`${passed} passed, ${failures.length} failed in ${((Date.now() - begun) / 1000).toFixed(0)} s`);
  } catch (error) {
    fail(title, error instanceof Error ? error.message : String(error));
  }
}

if (findChromium() === undefined) {
  fail('Chromium', MISSING_CHROMIUM);
} else if (runNode('scripts/build.mjs', ['--if-stale']) !== 0) {
  fail('Build', 'scripts/build.mjs failed');
} else {
  const which = process.argv[2];
  const isAsked = (name) => which === undefined || which === name;
  if (isAsked('suite')) await part('In the extension host', () => runSuite('suite', process.argv[3]));
  if (isAsked('surroundings')) await part('Beside another extension', () => runSuite('surroundings', process.argv[3]));
  if (isAsked('smoke')) {
    let vsix = '';
    const packaged = () => {
      vsix ||= packageExtension();
      return vsix;
    };
    for (const [inBrowser, where] of [
      [false, 'in the user interface'],
      [true, "in a browser's worker"],
    ]) {
      await part(`The packaged extension ${where}`, () => runSmokeTest(results, packaged(), { inBrowser }));
    }
    // Two short ones, each with the start of an editor, at the same time. Elsewhere `npm run editor` opens the desktop's own.
    const short = [
      part('The packaged extension in a folder that is not trusted', () => runRestrictedTest(results, packaged())),
    ];
    if (process.platform === 'linux') short.push(part('npm run editor', () => runDevelopmentTest(results)));
    await Promise.all(short);
  }
}
mkdirSync(results, { recursive: true });
writeFileSync(join(results, 'editor.json'), JSON.stringify(counts));
console.log(`\nEditor: ${counts.passed} passed, ${counts.failures.length} failed`);
process.exit(counts.failures.length > 0 ? 1 : 0);
