import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The record that docs/robustness.md is made from. */
export const RECORD = fileURLToPath(new URL('../record.json', import.meta.url));

/** What was tried of a target: in all, and at which commit last. */
export interface RecordedTarget {
  readonly inputs: number;
  readonly runs: number;
  readonly commit?: string | undefined;
}

/** How much of each target was tried in all, run by run. */
export interface FuzzRecord {
  readonly targets: Readonly<Record<string, RecordedTarget>>;
}

export function readRecord(path: string): FuzzRecord {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { targets: {} };
}

/** The commit that is checked out; `undefined` where that cannot be said. */
function headCommit(): string | undefined {
  try {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** Adds the inputs of a run to a record. */
export function addToRecord(path: string, target: string, inputs: number): void {
  const commit = headCommit();
  const { targets } = readRecord(path);
  const { inputs: before = 0, runs = 0 } = targets[target] ?? {};
  const all = { ...targets, [target]: { inputs: before + inputs, runs: runs + 1, commit } };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path, `${JSON.stringify({ targets: sorted }, undefined, 2)}\n`);
}
