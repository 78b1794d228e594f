/** One file of an archive: its path with `/` between folders, and its bytes. */
export interface ArchivedFile {
  readonly path: string;
  readonly content: Buffer;
}

/** Tar writes everything in blocks of this size. */
const BLOCK = 512;

/**
 * The bytes of a tar archive (POSIX ustar) with these files, in their order, without owners and dates: equal files give
 * equal bytes. Throws where a path is longer than the 100 bytes of the header's name, or not ASCII.
 */
export function writeTarball(files: readonly ArchivedFile[]): Buffer {
  const parts: Buffer[] = [];
  for (const { path, content } of files) {
    const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
    parts.push(header(path, content.length), content, padding);
  }
  // Two empty blocks end an archive.
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function header(path: string, size: number): Buffer {
  if (!/^[\x20-\x7e]{1,99}$/.test(path)) throw new Error(`${path} does not fit into a tar header`);
  const bytes = Buffer.alloc(BLOCK);
  bytes.write(path, 0);
  bytes.write('0000644\0', 100);
  bytes.write('0000000\0'.repeat(2), 108);
  bytes.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  bytes.write(`${'0'.repeat(11)}\0`, 136);
  bytes.write('        0', 148);
  bytes.write('ustar\x0000', 257);
  // The checksum is taken with blanks in its own place.
  const checksum = bytes.reduce((sum, byte) => sum + byte, 0);
  bytes.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

/** The files of an archive that `writeTarball` has written. */
export function readTarball(bytes: Buffer): ArchivedFile[] {
  const files: ArchivedFile[] = [];
  const text = (start: number, length: number) => bytes.toString('latin1', start, start + length).replace(/\0.*$/s, '');
  for (let at = 0; bytes[at] !== 0; ) {
    const path = text(at, 100);
    const size = Number.parseInt(text(at + 124, 12), 8);
    files.push({ path, content: bytes.subarray(at + BLOCK, at + BLOCK + size) });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
