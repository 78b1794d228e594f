// Everything that can be proven here in minutes: `npm test`; with what takes longer, or needs the kernel's source:
// `npm run test:all`. Each section has a heading and a result; the last lines name what failed, and the sum.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { audit } from './audit.mjs';
import { ensureTestTools } from './debianTools.mjs';
import { ensureInstalled, projectRoot, run, runNode } from './ensureInstalled.mjs';
import { summaryLine, vitestRows } from './testRows.mjs';

const results = join(projectRoot, 'test', 'results');
const started = Date.now();

/** The rows of the summary: how many checks of a section held, and a line for each that did not, or was skipped. */
const rows = [];

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
    failures: status === 0 ? [] : [summaryLine([title], `ended with status ${status}`)],
    skips: [],
    milliseconds: Date.now() - begun,
  });
}

/** Known holes in what is shipped; where the registry was not asked, that is a skipped check with its reason. */
function knownHoles() {
  heading('Known holes in what is shipped');
  const begun = Date.now();
  const { state, text } = audit();
  console.log(text);
  rows.push({
    title: 'Known holes',
    passed: state === 'clean' ? 1 : 0,
    failures: state === 'holes' ? [summaryLine(['Known holes'], text)] : [],
    skips: state === 'unchecked' ? [summaryLine(['npm audit of what is shipped'], text)] : [],
    milliseconds: Date.now() - begun,
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function vitest() {
  heading('Unit tests, laws, samples, conformance, boards, boots');
  const report = join(results, 'vitest.json');
  rmSync(report, { force: true });
  const begun = Date.now();
  const reporters = ['--reporter=default', '--reporter=./scripts/vitestCounts.mjs'];
  const status = run('vitest', ['run', ...reporters], { env: { VITEST_COUNTS: report } });
  rows.push(...vitestRows(readJson(report), status, Date.now() - begun));
}

/** The suite in a real VS Code; what it leaves behind is what is summed. */
function editor() {
  const report = join(results, 'editor.json');
  rmSync(report, { force: true });
  section('Editor', () => runNode('test/editor/run.mjs'));
  const counts = readJson(report);
  const row = rows.at(-1);
  if (counts === undefined || row === undefined) return;
  row.passed = counts.passed;
  // Where the counts hold although it ended otherwise, that it did is the failure.
  if (counts.failures.length > 0) {
    row.failures = counts.failures.map(({ name, error }) => summaryLine([row.title, name], error));
  }
}

function summary() {
  heading('Summary');
  const width = Math.max(...rows.map(({ title }) => title.length));
  for (const { title, passed, failures, skips, milliseconds } of rows) {
    const notes = [`${passed} passed`];
    if (failures.length > 0) notes.push(`${failures.length} FAILED`);
    if (skips.length > 0) notes.push(`${skips.length} skipped`);
    console.log(
      `${failures.length > 0 ? '✗' : '✓'} ${title.padEnd(width)}  ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${notes.join(', ')}`,
    );
  }
  const skips = rows.flatMap((row) => row.skips);
  for (const skip of skips) console.log(`  skipped: ${skip}`);
  const failures = rows.flatMap((row) => row.failures);
  for (const failure of failures) console.log(`  FAILED: ${failure}`);
  const passed = rows.reduce((total, row) => total + row.passed, 0);
  console.log(
    `\n${((Date.now() - started) / 1000).toFixed(0)} s${skips.length > 0 ? `, ${skips.length} skipped` : ''}`,
  );
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length > 0 ? 1 : 0;
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
