import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** A script, hence without types. */
const ROWS = new URL('../../scripts/testRows.mjs', import.meta.url).href;
const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Test files by name, with every way to fail: an assertion, a hook, a file that does not load, a promise nobody awaits. */
const FILES = {
  'assertion.js': `
    describe('a suite', () => {
      test('holds', () => {});
      test('does not', () => expect({ a: 1 }, 'two sides').toEqual({ a: 2 }));
      test.skip('is left out', () => {});
    });`,
  'hook.js': `
    describe('prepared', () => {
      beforeAll(() => { throw new TypeError('no board\\nbut more'); });
      test('never runs', () => {});
    });`,
  'loading.js': `throw new Error('cannot be loaded');`,
  'unhandled.js': `test('lets go', () => { void Promise.reject(new Error('nobody caught it')); });`,
};

test('npm test names what failed: the file, the test and the first line of what it said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-failures-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  const config = { test: { globals: true, include: ['*.js'] } };
  writeFileSync(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};`);
  const report = join(folder, 'report.json');
  const vitest = [at('node_modules/vitest/vitest.mjs'), 'run', '--root', folder];
  const { status, stdout } = spawnSync(process.execPath, [...vitest, `--reporter=${at('scripts/vitestCounts.mjs')}`], {
    encoding: 'utf8',
    env: { ...process.env, VITEST_COUNTS: report },
  });
  const { vitestRows } = await import(ROWS);
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(folder, { recursive: true });
  const rows: { title: string; passed: number; failures: string[]; skips: string[] }[] = vitestRows(counts, status, 1);
  const within = (lines: string[]) =>
    lines.map((line) => line.slice(line.indexOf(basename(folder)) + basename(folder).length + 1));
  expect(status, stdout).toBe(1);
  const [tests, itself] = rows;
  expect(tests?.passed).toBe(2);
  expect(within(tests?.failures ?? []).sort()).toEqual([
    'assertion.js: a suite > does not: AssertionError: two sides: expected { a: 1 } to deeply equal { a: 2 }',
    'hook.js: prepared: TypeError: no board',
    'loading.js: Error: cannot be loaded',
  ]);
  expect(tests?.skips.length).toBe(2);
  expect(itself).toMatchObject({ title: 'vitest itself', failures: ['vitest itself: Error: nobody caught it'] });
});

test('a run that left nothing behind, or ended otherwise than its tests, is a failure', async () => {
  const { vitestRows } = await import(ROWS);
  expect(vitestRows(undefined, 1, 1)[0].failures).toEqual(['vitest itself: it left no report behind']);
  const files = [{ path: at('test/a/b.test.ts'), passed: 1, failures: [], skipped: [], milliseconds: 1 }];
  expect(vitestRows({ files, unhandled: [] }, 0, 1)).toMatchObject([{ title: 'test/a', passed: 1, failures: [] }]);
  expect(vitestRows({ files, unhandled: [] }, 7, 1)[1].failures).toEqual(['vitest itself: ended with status 7']);
});
