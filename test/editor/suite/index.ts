import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { PATIENCE } from './editor.ts';

/** Where the outcome goes: how many passed, which failed, and the lines that a person reads. */
const report = process.env.DTHEAPS_REPORT ?? '';

/**
 * What VS Code calls inside its extension host: runs every suite beside this file; rejects where a test failed. What
 * came out is written to the file that `DTHEAPS_REPORT` names, after every test, because VS Code mixes its own messages
 * into what is printed.
 */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 2 * PATIENCE, reporter: 'min' });
  const names = readdirSync(__dirname).filter((name) => name.endsWith('.suite.cjs'));
  for (const name of names.sort()) mocha.addFile(join(__dirname, name));
  const lines: string[] = [];
  let passed = 0;
  const failures: { name: string; error: string }[] = [];
  const note = (line: string) => {
    lines.push(line);
    if (report !== '') writeFileSync(report, JSON.stringify({ passed, failures, lines }));
  };
  return new Promise((resolve, reject) => {
    const runner = mocha.run(() => {
      if (passed + failures.length === 0) reject(new Error('No test was found.'));
      else if (failures.length > 0)
        reject(new Error(`${failures.length} of ${passed + failures.length} tests failed.`));
      else resolve();
    });
    runner.on('pass', (test) => {
      passed++;
      note(`  ✓ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('fail', (test, error: Error) => {
      failures.push({ name: test.fullTitle(), error: error.message });
      note(`  ✗ ${test.fullTitle()}\n${(error.stack ?? error.message).replace(/^/gm, '      ')}`);
    });
  });
}
