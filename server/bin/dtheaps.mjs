#!/usr/bin/env node
import { existsSync } from 'node:fs';
import process from 'node:process';

const built = new URL('../../dist/dtheaps.mjs', import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  process.stderr.write('dtheaps is not built yet: run "npm run build" in the project\'s folder.\n');
  process.exitCode = 2;
}
