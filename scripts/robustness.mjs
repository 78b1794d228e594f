// Writes docs/robustness.md from the targets of test/fuzz, the record of what was tried and the failures that are kept as
// fixtures: `npm run generate`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { RECORD, readRecord } from '../test/fuzz/harness/record.ts';
import { storedFailures } from '../test/fuzz/harness/storedFailures.ts';
import { loadTarget, TARGET_NAMES } from '../test/fuzz/harness/targets.ts';
import { projectRoot } from './ensureInstalled.mjs';

const HEAD = `# Robustness

A device tree, a configuration, a capture and a client's messages are input from strangers. Nothing of it may throw, take
more work than its size explains, or lead to an answer that contradicts another answer. This is tried with inputs made by
chance.

<!-- Made by npm run generate from test/fuzz. -->

\`\`\`sh
npm run fuzz                                            # every target, a minute in all
npm run fuzz -- --seconds 3600 --target trees,edits     # two of them, for an hour
npm run fuzz -- --seed 15 --inputs 1000                 # the same inputs as any other run with this seed
npm run fuzz -- --seconds 600 --record test/fuzz/record.json   # and count them below
\`\`\`

\`npm test\` tries the first few hundred or thousand inputs of every target with one seed, the same everywhere, and
\`npm run test:all\` two minutes of new ones every night. For every input of every target it holds that nothing is thrown,
that it takes less than three seconds of the processor (in \`npm run fuzz\`; the texts have some kilobytes) and that it ends.
Each target tries at least ten inputs, however busy the machine is.
A judge that keeps what it has read, as the language server does, sees 5,000 inputs before it is replaced. What an input may
cost has named bounds on what is read (bytes, depth, counts), all in [one place](../server/src/text/limits.ts). How much of an
answer is shown, and how much a cache keeps, is no bound on input and stands in the room that shows or keeps it.

**Where inputs come from.** A third are new: written by chance in the grammar of what is attacked, or a sample, a fixture or a
recorded case with changes of statements, tokens and bytes. The others are changes of inputs that reached code which none
before them had reached. For that V8 counts which blocks run (precise coverage through \`node:inspector\`, in the process:
about a millisecond a question, no cost in between). jazzer.js 4.0.0 was tried first: its fuzzer is a
prebuilt binary for glibc 2.38, which does not load on Debian 12.

**What happens to a failure.** It is judged again by a fresh judge, alone, and where it does not come back, after the inputs
that went before it. Then lists, lines and characters are left out as long as it fails in the same way (delta debugging),
and what is left is stored in \`test/fixtures/fuzz\`, with the seed. \`npm test\` replays all of them.
`;

const count = (number) => number.toLocaleString('en');
const cellText = (text) => text.replaceAll('|', '\\|');

/** The whole document. */
export async function renderRobustness() {
  const { targets: recorded } = readRecord(RECORD);
  const targets = await Promise.all(TARGET_NAMES.map(loadTarget));
  const failures = storedFailures();
  const foundBy = (name) => failures.filter(({ stored }) => stored.target === name);
  const inputsOf = (name) => recorded[name]?.inputs ?? 0;
  const all = targets.reduce((sum, { name }) => sum + inputsOf(name), 0);
  const whole = targets.filter(({ isBoard }) => isBoard === true);
  const boards = whole.reduce((sum, { name }) => sum + inputsOf(name), 0);
  const boardTargets = whole.map(({ name }) => `\`${name}\``).join(', ');
  const rows = targets.map(
    ({ name, inputs }) =>
      `| \`${name}\` | ${cellText(inputs)} | ${count(inputsOf(name))} | ${recorded[name]?.commit ?? ''} | ${foundBy(name).length} | \`npm run fuzz -- --target ${name}\` |`,
  );
  const oracles = targets.map(
    ({ name, oracles: held }) => `- \`${name}\`: ${held.map((oracle) => oracle.replace(/\.$/, '')).join('; ')}.`,
  );
  const found = failures.map(({ name, stored }) => `- \`${name}\`: ${stored.cause ?? stored.failure}`);
  return [
    HEAD,
    '## What was tried',
    '',
    '| target | inputs | tried | last at commit | failures found and mended | command |',
    '| --- | --- | ---: | --- | ---: | --- |',
    ...rows,
    `| all | | ${count(all)} | | ${failures.length} | \`npm run fuzz\` |`,
    '',
    `Of them ${count(boards)} are boards that went the whole way: read, checked by all rules and booted (${boardTargets}). Counted by`,
    'the runs themselves (`test/fuzz/record.json`); what `npm test` and the nightly runs try is not in it.',
    '',
    '## What is held against what',
    '',
    ...oracles,
    '',
    '## What was found',
    '',
    'Each is the smallest input that showed it, and is replayed by `npm test`.',
    '',
    ...(found.length === 0 ? ['Nothing yet.'] : found),
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(projectRoot, 'docs', 'robustness.md'), await renderRobustness());
}
