/**
 * `npm run bench [-- NAME…] [--tree FOLDER] [--rounds N] [--jobs N] [--soak EDITS] [--only TEXT] [--json FILE] [--against FILE]`:
 * runs the benchmarks that are named, or all, and prints one table. Everything is held against something that is measured
 * in the same run, so that ratios mean the same on every machine. `--json` stores the run, `--against` compares it with
 * one that was stored.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { editorRows } from './editor.ts';
import { engineRows } from './engine.ts';
import { mapRows } from './map.ts';
import { optionOf, type Row } from './measure.ts';
import { startRows } from './start.ts';
import { type StoredRun, storedRun, tableOf } from './table.ts';
import { prepareBuild, prepareTools, type Tools } from './tools.ts';
import { treeRows } from './tree.ts';

const NAMES = ['start', 'editor', 'tree', 'engine', 'map'] as const;

const args = process.argv.slice(2);

function valueFor(option: string): string | undefined {
  const at = args.indexOf(option);
  return at < 0 ? undefined : args[at + 1];
}

let tools: Tools | undefined;
const kernelTools = (): Tools => {
  tools ??= prepareTools(valueFor('--tree'));
  return tools;
};

async function rowsOf(name: (typeof NAMES)[number]): Promise<readonly Row[]> {
  if (name === 'start') return startRows();
  if (name === 'engine') return engineRows();
  if (name === 'map') return mapRows();
  if (name === 'editor') return editorRows(kernelTools(), optionOf(args, '--soak', 1000));
  const only = valueFor('--only');
  const { rows, blobs, differing } = await treeRows(kernelTools(), {
    rounds: optionOf(args, '--rounds', 1),
    ...(args.includes('--jobs') ? { jobs: optionOf(args, '--jobs', 1) } : {}),
    ...(only === undefined ? {} : { only }),
  });
  const others = differing.length > 0 ? `; not ${differing.slice(0, 10).join(', ')}` : '';
  console.error(`${blobs - differing.length} of ${blobs} blobs are those of cpp | dtc${others}`);
  if (differing.length > 0) process.exitCode = 1;
  return rows;
}

const named = NAMES.filter((name) => args.includes(name));
prepareBuild();
const rows: Row[] = [];
for (const name of named.length > 0 ? named : NAMES) {
  console.error(`${name} …`);
  rows.push(...(await rowsOf(name)));
}
const against = valueFor('--against');
const earlier = against === undefined ? undefined : (JSON.parse(readFileSync(against, 'utf8')) as StoredRun);
console.log(tableOf(rows, earlier));
const json = valueFor('--json');
if (json !== undefined) writeFileSync(json, `${JSON.stringify(storedRun(rows), undefined, 2)}\n`);
