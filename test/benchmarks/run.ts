/**
 * `npm run bench [-- NAME…] [--tree FOLDER] [--rounds N] [--jobs N] [--soak EDITS] [--only TEXT] [--json FILE] [--against FILE]`:
 * runs the benchmarks that are named, or all, and prints one table. Everything is held against something that is measured
 * in the same run, so that ratios mean the same on every machine. `--json` stores the run, `--against` compares it with
 * one that was stored.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { editorRows } from './editor.ts';
import { engineRows } from './engine.ts';
import { mapRows } from './map.ts';
import type { Row } from './measure.ts';
import { startRows } from './start.ts';
import { type StoredRun, storedRun, tableOf } from './table.ts';
import { prepareBuild, prepareTools, type Tools } from './tools.ts';
import { treeRows } from './tree.ts';

const NAMES = ['start', 'editor', 'tree', 'engine', 'map'] as const;

const USAGE = `npm run bench -- [NAME…] [OPTION…]
  NAME            ${NAMES.join(', ')}; all of them where none is named
  --tree FOLDER   a kernel's source, instead of the one that is fetched
  --only TEXT     of its arm64 boards those whose path holds the text
  --rounds N      repeats the tree and takes medians
  --jobs N        processes for the tree
  --soak N        edits of the editor's benchmark
  --json FILE     stores the run
  --against FILE  compares with a run that was stored
docs/performance.md says what is measured.`;

const OPTIONS = {
  tree: { type: 'string' },
  only: { type: 'string' },
  rounds: { type: 'string' },
  jobs: { type: 'string' },
  soak: { type: 'string' },
  json: { type: 'string' },
  against: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Ends the process with what a call may say, where this one says anything else. */
function refuse(reason: string): never {
  console.error(`${reason}\n\n${USAGE}`);
  process.exit(2);
}

function calledWith() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return refuse((error as Error).message);
  }
}

const { values, positionals } = calledWith();
if (values.help === true) {
  console.log(USAGE);
  process.exit();
}
const unknown = positionals.find((name) => !NAMES.some((known) => known === name));
if (unknown !== undefined) refuse(`There is no benchmark ${unknown}.`);

function countOf(option: 'rounds' | 'jobs' | 'soak', otherwise: number): number {
  const text = values[option];
  if (text === undefined) return otherwise;
  const count = Number(text);
  return Number.isSafeInteger(count) && count > 0 ? count : refuse(`--${option} ${text}: a whole number is expected`);
}

let tools: Tools | undefined;
const kernelTools = (): Tools => {
  tools ??= prepareTools(values.tree);
  return tools;
};

async function rowsOf(name: (typeof NAMES)[number]): Promise<readonly Row[]> {
  if (name === 'start') return startRows();
  if (name === 'engine') return engineRows();
  if (name === 'map') return mapRows();
  if (name === 'editor') return editorRows(kernelTools(), countOf('soak', 1000));
  const { only, jobs } = values;
  const { rows, blobs, differing } = await treeRows(kernelTools(), {
    rounds: countOf('rounds', 1),
    ...(jobs === undefined ? {} : { jobs: countOf('jobs', 1) }),
    ...(only === undefined ? {} : { only }),
  });
  const others = differing.length > 0 ? `; not ${differing.slice(0, 10).join(', ')}` : '';
  console.error(`${blobs - differing.length} of ${blobs} blobs are those of cpp | dtc${others}`);
  if (differing.length > 0) process.exitCode = 1;
  return rows;
}

const named = NAMES.filter((name) => positionals.includes(name));
prepareBuild();
const rows: Row[] = [];
for (const name of named.length > 0 ? named : NAMES) {
  console.error(`${name} …`);
  rows.push(...(await rowsOf(name)));
}
const { against, json } = values;
const earlier = against === undefined ? undefined : (JSON.parse(readFileSync(against, 'utf8')) as StoredRun);
console.log(tableOf(rows, earlier));
if (json !== undefined) writeFileSync(json, `${JSON.stringify(storedRun(rows), undefined, 2)}\n`);
