import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The record that docs/robustness.md is made from. */
export const RECORD = fileURLToPath(new URL('../record.json', import.meta.url));

/** How much of each target was tried in all, run by run. */
export interface FuzzRecord {
  readonly targets: Readonly<Record<string, { readonly inputs: number; readonly runs: number }>>;
}

export function readRecord(path: string): FuzzRecord {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { targets: {} };
}

/** Adds the inputs of a run to a record. */
export function addToRecord(path: string, target: string, inputs: number): void {
  const { targets } = readRecord(path);
  const { inputs: before = 0, runs = 0 } = targets[target] ?? {};
  const all = { ...targets, [target]: { inputs: before + inputs, runs: runs + 1 } };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path, `${JSON.stringify({ targets: sorted }, undefined, 2)}\n`);
}
