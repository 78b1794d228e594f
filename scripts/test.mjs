// Everything that can be proven here in minutes: `npm test`; with what takes longer, or needs the kernel's source:
// `npm run test:all`. Each section has a heading and a result; the last line is the sum.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { audit } from './audit.mjs';
import { ensureTestTools } from './debianTools.mjs';
import { ensureInstalled, projectRoot, run, runNode } from './ensureInstalled.mjs';

const results = join(projectRoot, 'test', 'results');
const started = Date.now();

/** One row of the summary: how many checks of a section held. */
const rows = [];
/** What was skipped, and why. */
const skips = [];

function heading(title) {
  console.log(`\n━━ ${title} ${'━'.repeat(Math.max(4, 76 - title.length))}`);
}

/** A section that is one check: it holds where its command ends with status 0. */
function section(title, command) {
  heading(title);
  const begun = Date.now();
  const status = command();
  rows.push({
    title,
    passed: status === 0 ? 1 : 0,
    failed: status === 0 ? 0 : 1,
    skipped: 0,
    milliseconds: Date.now() - begun,
  });
  return status === 0;
}

/** Known holes in what is shipped; where the registry was not asked, that is a skipped check with its reason. */
function knownHoles() {
  heading('Known holes in what is shipped');
  const begun = Date.now();
  const { state, text } = audit();
  console.log(text);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  counts[state === 'clean' ? 'passed' : state === 'holes' ? 'failed' : 'skipped'] = 1;
  if (state === 'unchecked') skips.push(`npm audit of what is shipped: ${text}`);
  rows.push({ title: 'Known holes', ...counts, milliseconds: Date.now() - begun });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The row of the summary that a test file counts for. */
function topicOf(file) {
  const [first = '', second = ''] = relative(projectRoot, file).replaceAll('\\', '/').split('/');
  return first === 'test' ? `test/${second}` : 'Unit tests';
}

function vitest() {
  heading('Unit tests, laws, samples, conformance, boards, boots');
  const report = join(results, 'vitest.json');
  rmSync(report, { force: true });
  const begun = Date.now();
  const reporters = ['--reporter=default', '--reporter=./scripts/vitestCounts.mjs'];
  const status = run('vitest', ['run', ...reporters], { env: { VITEST_COUNTS: report } });
  const counts = readJson(report);
  const topics = new Map();
  for (const file of counts?.files ?? []) {
    const title = topicOf(file.path);
    const row = topics.get(title) ?? { title, passed: 0, failed: 0, skipped: 0, milliseconds: 0 };
    topics.set(title, row);
    row.passed += file.passed;
    row.failed += file.failed;
    row.skipped += file.skipped.length;
    row.milliseconds += file.milliseconds;
    skips.push(...file.skipped.map(({ name, reason }) => `${relative(projectRoot, file.path)}: ${name}: ${reason}`));
  }
  const sorted = [...topics.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
  if (status !== 0 && sorted.every(({ failed }) => failed === 0)) {
    sorted.push({ title: 'vitest itself', passed: 0, failed: 1, skipped: 0, milliseconds: Date.now() - begun });
  }
  rows.push(...sorted);
}

/** The suite in a real VS Code; where it leaves counts behind, they are what is summed. */
function editor() {
  const entry = 'test/editor/run.mjs';
  const report = join(results, 'editor.json');
  rmSync(report, { force: true });
  if (!existsSync(join(projectRoot, entry))) {
    heading('Editor');
    console.log(`${entry} is missing: the suite in a real VS Code cannot run.`);
    rows.push({ title: 'Editor', passed: 0, failed: 1, skipped: 0, milliseconds: 0 });
    return;
  }
  const held = section('Editor', () => runNode(entry));
  const counts = readJson(report);
  const row = rows.at(-1);
  if (counts === undefined || row === undefined) return;
  row.passed = counts.passed;
  row.failed = counts.failed + (!held && counts.failed === 0 ? 1 : 0);
  row.skipped = counts.skipped ?? 0;
  if (row.skipped > 0) skips.push(`${row.skipped} of the editor's suite: see its section`);
}

function summary() {
  heading('Summary');
  const width = Math.max(...rows.map(({ title }) => title.length));
  for (const { title, passed, failed, skipped, milliseconds } of rows) {
    const notes = [`${passed} passed`];
    if (failed > 0) notes.push(`${failed} FAILED`);
    if (skipped > 0) notes.push(`${skipped} skipped`);
    console.log(
      `${failed > 0 ? '✗' : '✓'} ${title.padEnd(width)}  ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${notes.join(', ')}`,
    );
  }
  for (const skip of skips) console.log(`  skipped: ${skip}`);
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const skipped = sum('skipped');
  console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}

ensureInstalled();
mkdirSync(results, { recursive: true });
heading('Tools');
ensureTestTools();
section('Build', () => runNode('scripts/build.mjs'));
for (const project of ['server', 'client', 'client/view', 'client/src/web', 'test']) {
  section(`Types: ${project}`, () => run('tsc', ['--noEmit', '-p', project]));
}
section('Lint', () => run('biome', ['check', '--error-on-warnings', '.']));
knownHoles();
const all = process.argv.includes('--all');
// With --all the boards have to be there: a suite that does not find them fails (test/recorded/kernelTree.ts).
if (all) {
  section('Boards of the kernel’s source', () => runNode('test/kernel-tree/extractBoards.ts'));
  process.env.DTHEAPS_ALL = '1';
  // Properties are tried on other inputs than those of every `npm test` (test/chance.ts).
  process.env.DTHEAPS_SEED ??= String(started % 2 ** 31);
  console.log(`Inputs by chance with the seed ${process.env.DTHEAPS_SEED}`);
}
vitest();
editor();
if (all) section('Inputs by chance', () => runNode('test/fuzz/run.ts', ['--seconds', '120']));
if (all) section('Every tree of the kernel’s source', () => runNode('test/kernel-tree/run.ts'));
summary();
