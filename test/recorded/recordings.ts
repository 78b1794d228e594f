import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import { readTarball } from './tarball.ts';

/** The archives of recordings beside this file: `NAME.tar.zst`. README.md says what each holds and where it is from. */
export const ARCHIVES = ['boots', 'conformance'] as const;

/** The file of an archive. */
export function archiveFile(name: (typeof ARCHIVES)[number]): string {
  return fileURLToPath(new URL(`${name}.tar.zst`, import.meta.url));
}

/** Where archives are unpacked, each into a folder named after its content: kept from run to run. */
const CACHE = fileURLToPath(new URL('../../.cache/recordings', import.meta.url));

const unpacked = new Map<string, string>();

/**
 * The folder with the files of an archive, unpacked at the first call. Throws where the archive is missing: a replay
 * of recordings never passes by not running.
 */
export function recordings(name: (typeof ARCHIVES)[number]): string {
  const known = unpacked.get(name);
  if (known !== undefined) return known;
  const archive = readFileSync(archiveFile(name));
  const digest = createHash('sha256').update(archive).digest('hex').slice(0, 16);
  const folder = join(CACHE, `${name}-${digest}`);
  if (!existsSync(folder)) unpack(archive, folder);
  unpacked.set(name, folder);
  return folder;
}

/** Unpacks beside `folder` and renames at the end, so that it is whole where it is there; other workers may do the same. */
function unpack(archive: Buffer, folder: string): void {
  mkdirSync(CACHE, { recursive: true });
  const growing = mkdtempSync(`${folder}.part-`);
  for (const { path, content } of readTarball(zstdDecompressSync(archive))) {
    mkdirSync(join(growing, dirname(path)), { recursive: true });
    writeFileSync(join(growing, path), content);
  }
  try {
    renameSync(growing, folder);
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
