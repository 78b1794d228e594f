import { textOfBytes } from '../text/bytesAndText.ts';
import type { FileReader } from '../text/fileReader.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import { bytesOf, type SourceFile } from '../text/sourceFile.ts';
import { folderOf, joinPath } from './expansion/files/includeSearch.ts';
import type { ExpandedUnit } from './expansion/units/expandedUnit.ts';
import type { IncbinRequest } from './syntax/items.ts';
import type { IncbinFailure } from './tree/incbin.ts';

/** A process on x86-64 has addresses for fewer bytes than this, so that an allocation of as many fails. */
const ADDRESSABLE = 1n << 46n;

/** The length by which dtc means the rest of a file (data.c `data_copy_file`). */
const ALL = (1n << 64n) - 1n;

/** The files that `/incbin/` puts into values. */
export class BinaryFiles {
  readonly files: SourceFile[] = [];
  readonly missing: string[] = [];
  private readonly _reader: FileReader;
  private readonly _board: ExpandedUnit;
  private readonly _isPreprocessed: boolean;
  private readonly _folders: readonly string[];
  private _size = 0;

  /** `folders` are searched after the folder of the file that asks. */
  constructor(reader: FileReader, board: ExpandedUnit, isPreprocessed: boolean, folders: readonly string[]) {
    this._reader = reader;
    this._board = board;
    this._isPreprocessed = isPreprocessed;
    this._folders = folders;
  }

  /**
   * The bytes that an `/incbin/` asks for, or what is wrong with it. The file is looked for as dtc's
   * `srcfile_relative_open` does: in the folder of the file that asks, then in dtc's include roots. What reaches beyond
   * the end of the file is left out.
   */
  read({ path, offset, length }: IncbinRequest, unit: ExpandedUnit): Uint8Array | IncbinFailure {
    const file = this._find(path, this._folder(unit));
    if ('id' in file) return file;
    this.files.push(file);
    // dtc hands the offset to fseek, whose offsets are signed and must not be negative.
    if (offset >= 1n << 63n) return notFound(`Couldn't seek to offset ${offset} in "${path}": the offset is negative`);
    const { text } = file;
    const start = offset > BigInt(text.length) ? text.length : Number(offset);
    const rest = BigInt(text.length - start);
    // dtc allocates `length` bytes at once. The largest number means the rest of the file.
    if (length !== undefined && length >= ADDRESSABLE && length !== ALL)
      return notFound(`Error reading "${path}": ${length} bytes are more than a program can hold`);
    const end = start + Number(length === undefined || length > rest ? rest : length);
    this._size += end - start;
    if (this._size > INPUT_LIMITS.incbinBytes)
      return tooLarge(
        `"${path}" is too large: what /incbin/ brings into a board is limited to ${INPUT_LIMITS.incbinBytes / 2 ** 20} MiB`,
      );
    return bytesOf(text.slice(start, end));
  }

  /** dtc knows the folders of the files that it opened itself; what gcc put together is one file of the board's folder. */
  private _folder(unit: ExpandedUnit): string {
    const asker = !this._isPreprocessed || isBelowDtcInclude(this._board, unit, false) ? unit : this._board;
    return folderOf(asker.file.path);
  }

  /** `name` is bytes, as it stands in a file. */
  private _find(name: string, folder: string): SourceFile | IncbinFailure {
    const path = textOfBytes(name);
    for (const candidate of new Set([folder, ...this._folders].map((root) => joinPath(root, path)))) {
      const file = this._reader.read(candidate);
      if (file !== undefined) return file;
      this.missing.push(candidate);
      const refusal = this._reader.refusal?.(candidate);
      if (refusal !== undefined) return notAllowed(refusal);
    }
    return notFound(
      `Couldn't open "${name}": /incbin/ looks beside the file that dtc reads and in dtc's include roots`,
    );
  }
}

const notFound = (message: string): IncbinFailure => ({ id: 'incbin-not-found', message });

const notAllowed = (message: string): IncbinFailure => ({ id: 'incbin-not-allowed', message });

const tooLarge = (message: string): IncbinFailure => ({ id: 'incbin-too-large', message });

function isBelowDtcInclude(from: ExpandedUnit, unit: ExpandedUnit, below: boolean): boolean {
  if (from === unit) return below;
  return from.includes.some((include) => isBelowDtcInclude(include.unit, unit, below || include.kind === 'dtc'));
}
