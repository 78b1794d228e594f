// Makes every file of the project that follows from others: `npm run generate`. Where one of them is out of date, a test
// fails and names this command.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, run, runNode } from './ensureInstalled.mjs';

/** What writes generated files, and which. The grammar's parser is another matter: it needs a compiler. */
export const GENERATORS = [
  { script: 'scripts/ruleDocs.mjs', writes: ['docs/rules'] },
  { script: 'scripts/jsonSchemas.mjs', writes: ['schemas', 'package.json'] },
  { script: 'scripts/icon.mjs', writes: ['media/icon.png'] },
  { script: 'scripts/kernelModel.mjs', writes: ['docs/kernel-model.md'] },
  { script: 'scripts/robustness.mjs', writes: ['docs/robustness.md'] },
];

/** What is not left to the generators: how JSON is laid out. */
const FORMATTED = ['schemas', 'package.json'];

function generate() {
  for (const { script, writes } of GENERATORS) {
    if (runNode(script) !== 0) return 1;
    console.log(`${script} has written ${writes.join(' and ')}`);
  }
  return run('biome', ['check', '--write', ...FORMATTED]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled();
  process.exitCode = generate();
}
