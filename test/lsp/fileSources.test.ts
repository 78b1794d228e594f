import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import { FetchedFiles } from '../../server/src/web/fetchedFiles.ts';
import type { FileSource } from '../../server/src/workspace/fileSystem.ts';
import { readCompletely } from '../../server/src/workspace/readCompletely.ts';
import { MemoryProvider } from './memoryProvider.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-sources-')));
afterAll(() => rmSync(folder, { recursive: true }));

const provider = new MemoryProvider();
for (const [name, text] of Object.entries({
  'w/a.dts': 'board',
  'w/deep/er/b.dtsi': 'é',
  'w/prefixes/arm64': '../deep/er\n',
  'w/prefixes/out': '../../secret',
  'w/prefixes/text.txt': 'two\nlines',
  'secret/c.dtsi': 'secret',
  'work/d.dtsi': 'beside',
})) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  provider.files.set(join(folder, name), text);
}

const PATHS = [
  'w',
  'w/a.dts',
  'w/./deep//er/../er/b.dtsi',
  'w/none.dts',
  'w/deep/none/x.dts',
  'w/prefixes',
  'w/prefixes/arm64/b.dtsi',
  'w/prefixes/arm64/none.dtsi',
  'w/prefixes/out/c.dtsi',
  'w/prefixes/text.txt/x',
  'secret/c.dtsi',
  'w/../secret/c.dtsi',
  'work/d.dtsi',
].map((path) => `${folder}/${path}`);

const answers = (files: FileSource) =>
  PATHS.map((path) => ({
    path,
    read: files.read(path)?.text,
    named: files.read(path)?.path,
    text: files.readText(path),
    real: files.realPath(path),
    isFolder: files.isFolder(path),
    names: [...files.list(path)].sort(),
  }));

it.each([
  ['a root', [join(folder, 'w')]],
  ['two roots, one of which is not there', [join(folder, 'none'), join(folder, 'w/deep')]],
  ['no roots', []],
  ['everything', undefined],
])('files of the disk and files that are fetched are the same through %s', async (_, roots) => {
  const disk = new DiskFileSystem(roots);
  const fetched = new FetchedFiles(provider.fetch, roots);
  const expected = await readCompletely([disk], () => answers(disk));
  expect(await readCompletely([fetched], () => answers(fetched))).toEqual(expected);
  if (roots === undefined) expect(expected.filter(({ read }) => read !== undefined).length).toBeGreaterThan(5);
});
