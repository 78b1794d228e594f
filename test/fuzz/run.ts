// `npm run fuzz -- [--seconds N] [--inputs N] [--target NAME[,NAME]] [--seed S] [--record FILE]`: feeds parts of the
// product with what nobody would write, and stores what fails as a fixture. CONTRIBUTING.md says how to go on from
// there; --record adds what was tried to the counts of docs/robustness.md.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { addToRecord } from './harness/record.ts';
import { canRun, loadTarget, TARGET_NAMES } from './harness/targets.ts';
import { runInThread } from './harness/thread.ts';

const USAGE = `npm run fuzz -- [OPTION…]
  --seconds N      how long in all; a minute, unless --inputs says otherwise
  --inputs N       at most this many of each target
  --target NAMES   ${TARGET_NAMES.join(', ')}
  --seed S         the same inputs as any other run with this seed
  --record FILE    adds what was tried to the counts in a file
docs/robustness.md says what is held against what.`;

const OPTIONS = {
  seconds: { type: 'string' },
  inputs: { type: 'string' },
  target: { type: 'string', multiple: true },
  seed: { type: 'string' },
  record: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function calledWith() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return process.exit(2);
  }
}

const values = calledWith();
if (values.help === true) {
  console.log(USAGE);
  process.exit();
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${option} ${text}: a whole number is expected`);
  process.exit(2);
}

const names = values.target?.flatMap((list) => list.split(',')) ?? TARGET_NAMES;
for (const name of names) {
  if (TARGET_NAMES.includes(name)) continue;
  console.error(`There is no target ${name}. The targets are ${TARGET_NAMES.join(', ')}.`);
  process.exit(2);
}
const inputs = wholeNumber('inputs', values.inputs) ?? Number.MAX_SAFE_INTEGER;
const seconds = wholeNumber('seconds', values.seconds) ?? (values.inputs === undefined ? 60 : 24 * 3600);
const seed = wholeNumber('seed', values.seed) ?? Date.now() % 2 ** 32;
console.log(`seed ${seed}, ${names.length} targets`);
let failed = 0;
let all = 0;
const begin = Date.now();
for (const [index, name] of names.entries()) {
  const target = await loadTarget(name);
  if (!canRun(target)) {
    console.log(`${name.padEnd(14)} left out: ${target.needs} is missing`);
    continue;
  }
  const secondsLeft = seconds - (Date.now() - begin) / 1000;
  const milliseconds = (1000 * Math.max(0, secondsLeft)) / (names.length - index);
  const run = await runInThread({ target: name, seed, inputs, milliseconds });
  const failures = [...run.failures].map(([failure, times]) => `${times} × ${failure}`);
  const rate = Math.round(run.inputs / Math.max(0.001, run.seconds));
  console.log(
    `${name.padEnd(14)} ${String(run.inputs).padStart(8)} inputs, ${rate} a second, ${run.kept} kept` +
      (failures.length === 0 ? '' : `; failed: ${failures.join('; ')}`),
  );
  failed += failures.length;
  all += run.inputs;
  if (values.record !== undefined) addToRecord(values.record, name, run.inputs);
}
console.log(`${all} inputs in ${Math.round((Date.now() - begin) / 1000)} s, ${failed} kinds of failure`);
process.exitCode = failed > 0 ? 1 : 0;
