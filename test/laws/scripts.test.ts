import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Message } from 'esbuild';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** Folders of programs that `tsc` does not read. */
const FOLDERS = ['scripts', 'test/editor', 'test/host', 'grammars/devicetree'];

const programs = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => `${folder}/${name}`),
);

/** What a program imports and nobody exports: of the files of the project, not of packages. */
async function missingImports(program: { readonly entry: string } | { readonly text: string }): Promise<string[]> {
  const { errors, warnings } = await build({
    ...('entry' in program
      ? { entryPoints: [program.entry] }
      : { stdin: { contents: program.text, resolveDir: join(ROOT, 'scripts') } }),
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  }).catch((failure: { readonly errors: Message[]; readonly warnings: Message[] }) => failure);
  const missing = warnings.filter(({ id }) => id === 'import-is-undefined');
  return [...errors, ...missing].map(({ text, location }) => `${location?.file}: ${text}`);
}

it.each(programs)('%s imports what there is', async (entry) => {
  expect(await missingImports({ entry })).toEqual([]);
});

it.each([
  ["import { noSuchName } from './ensureInstalled.mjs'; noSuchName();", 'No matching export'],
  ["import * as all from './ensureInstalled.mjs'; all.noSuchName();", 'noSuchName'],
  ["import './noSuchFile.mjs';", 'Could not resolve'],
])('the law speaks of %s', async (text, said) => {
  expect(await missingImports({ text })).toEqual([expect.stringContaining(said)]);
});
