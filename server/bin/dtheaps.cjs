#!/usr/bin/env node
// The command of a checkout, which npm links before anything is built.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const built = join(__dirname, '../../dist/dtheaps.cjs');
if (existsSync(built)) {
  require(built);
} else {
  process.stderr.write('dtheaps is not built yet: run "npm run build" in the project\'s folder.\n');
  process.exitCode = 2;
}
