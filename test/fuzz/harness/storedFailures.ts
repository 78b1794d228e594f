import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StoredFailure } from './failure.ts';

/** Where failures that were found are kept, each the smallest input that showed it. */
const FOLDER = fileURLToPath(new URL('../../fixtures/fuzz', import.meta.url));

/** All of them, in the order of their names. */
export function storedFailures(): { readonly name: string; readonly stored: StoredFailure }[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, stored: JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) }));
}

/** Stores a failure, unless the same inputs are there already; the path of its file. */
export function storeFailure(failure: StoredFailure): string {
  mkdirSync(FOLDER, { recursive: true });
  const digest = createHash('sha256').update(JSON.stringify(failure.inputs)).digest('hex').slice(0, 8);
  const path = join(FOLDER, `${failure.target}-${digest}.json`);
  if (!existsSync(path)) writeFileSync(path, `${JSON.stringify(failure, undefined, 2)}\n`);
  return path;
}
