// Packs the recordings of a folder into the archives beside this file: `npm run recordings:pack -- FOLDER`, where FOLDER
// holds `kernel-boots`, `random-boots` and `conformance`. README.md says what these are.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import process from 'node:process';
import { constants, zstdCompressSync } from 'node:zlib';
import { ARCHIVES, archiveFile } from './recordings.ts';
import { type ArchivedFile, writeTarball } from './tarball.ts';

/** What goes into each archive: folders of FOLDER. */
const CONTENTS: Readonly<Record<(typeof ARCHIVES)[number], readonly string[]>> = {
  boots: ['kernel-boots', 'random-boots'],
  conformance: ['conformance'],
};

/**
 * What stays out: trees and boots of boards of the kernel's source (`r-BOARD`), which is not ours to pass on under the
 * project's licence, and pages of text, which stand beside the archives.
 */
const isLeftOut = (path: string): boolean => /^r-/.test(basename(path)) || path.endsWith('.md');

/** Records differ little from each other: compression looks back over the whole of an archive (2^24 bytes). */
const COMPRESSION = {
  [constants.ZSTD_c_compressionLevel]: 19,
  [constants.ZSTD_c_windowLog]: 24,
  [constants.ZSTD_c_enableLongDistanceMatching]: 1,
};

function filesBelow(root: string, folders: readonly string[]): ArchivedFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    )
    .filter((path) => statSync(join(root, path)).isFile() && !isLeftOut(path))
    .sort()
    .map((path) => ({ path: path.split(sep).join('/'), content: readFileSync(join(root, path)) }));
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name the folder that holds kernel-boots, random-boots and conformance.');
  process.exitCode = 2;
} else {
  for (const name of ARCHIVES) {
    const files = filesBelow(folder, CONTENTS[name]);
    const archive = zstdCompressSync(writeTarball(files), { params: COMPRESSION });
    writeFileSync(archiveFile(name), archive);
    console.log(`${basename(archiveFile(name))}: ${files.length} files, ${Math.round(archive.length / 1000)} kB`);
  }
}
