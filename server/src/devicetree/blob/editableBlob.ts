import type { SourceFile } from '../../text/sourceFile.ts';
import { byteString, bytesOf } from '../../text/sourceFile.ts';
import type { DeviceTree, MemoryReservation } from '../tree/deviceTree.ts';
import { BlobWriter, writeHeader } from './blobWriter.ts';
import { EditableNode, EditableProperty, NOP, rememberSources } from './editableTree.ts';
import {
  alignedToTag,
  FIRST_VERSION_WITH_SHORT_NAMES,
  HEADER_SIZE,
  RESERVATION_SIZE,
  WRITTEN_COMPATIBLE_VERSION,
} from './flattenedFormat.ts';
import { type BlobHeader, readHeader, readReservations } from './header.ts';
import { StringsBlock } from './stringsBlock.ts';
import { type BlobFault, type StructureVisitor, walkStructure } from './structureBlock.ts';
import { writeBlob } from './writeBlob.ts';

/** A tree in memory, or a file that holds a blob. */
export type TreeOrBlob = DeviceTree | SourceFile;

/** A blob opened for editing as libfdt does it: what is not touched stays as it is, strings included. */
export interface EditableBlob {
  readonly header: BlobHeader;
  readonly memoryReservations: readonly MemoryReservation[];
  readonly root: EditableNode;
  readonly strings: StringsBlock;
  /** What stands in the structure block after the root node: its end token, and what may follow. */
  readonly rest: Uint8Array;
}

/**
 * Opens a tree, as `writeBlob` would write it, or a blob for editing. Answers a fault for bytes that do not hold
 * together, or a version that libfdt does not know (`fdt_ro_probe_` in its fdt.c: 2 to 17 and compatible with it).
 */
export function openForEditing(input: TreeOrBlob): EditableBlob | BlobFault {
  const bytes = 'root' in input ? writeBlob(input) : bytesOf(input.text);
  const text = 'root' in input ? byteString(bytes) : input.text;
  const header = readHeader(bytes);
  if ('id' in header) return header;
  if (header.version < 2 || header.lastCompatibleVersion > 17) {
    const message = `Version ${header.version} of the format, compatible with ${header.lastCompatibleVersion}, is not known.`;
    return { id: 'blob-bad-header', offset: 20, message };
  }
  const memoryReservations = readReservations(bytes, header);
  if ('id' in memoryReservations) return memoryReservations;
  const limit = header.structureEnd ?? header.totalSize;
  const reader = new EditableReader(bytes, text, header);
  const alignsLongValues = header.version < FIRST_VERSION_WITH_SHORT_NAMES;
  const end = walkStructure({ bytes, start: header.structure, limit, alignsLongValues }, reader);
  if (typeof end !== 'number') return end;
  const strings = new StringsBlock();
  strings.begin(bytes.subarray(header.strings, header.stringsEnd));
  if ('root' in input) rememberSources(reader.root, input);
  const rest = bytes.subarray(end - 4, header.structureEnd ?? end);
  const isOrdered = blocksAreInOrder(header, memoryReservations.length, end);
  const lastCompatibleVersion = isOrdered ? header.lastCompatibleVersion : WRITTEN_COMPATIBLE_VERSION;
  return { header: { ...header, lastCompatibleVersion }, memoryReservations, root: reader.root, strings, rest };
}

/** Whether the blocks stand in the order in which libfdt can edit them; otherwise it writes a new blob first. */
function blocksAreInOrder(header: BlobHeader, reservations: number, structureEnd: number): boolean {
  const reservationsEnd = header.reservations + (reservations + 1) * RESERVATION_SIZE;
  return (
    header.reservations >= HEADER_SIZE &&
    header.structure >= reservationsEnd &&
    header.strings >= (header.structureEnd ?? structureEnd)
  );
}

/**
 * The bytes of an edited blob after `fdt_pack` (libfdt's fdt_rw.c): version 17, its blocks in their usual order without
 * gaps, everything else as it was.
 */
export function packBlob(blob: EditableBlob): Uint8Array {
  const writer = new BlobWriter(blob.memoryReservations.length);
  const open: Iterator<EditableProperty | EditableNode | typeof NOP>[] = [];
  writer.beginNode(blob.root.name ?? '');
  open.push(blob.root.items());
  for (let items = open.at(-1); items !== undefined; items = open.at(-1)) {
    const next = items.next();
    if (next.done === true) {
      writer.endNode();
      open.pop();
    } else if (next.value === NOP) {
      writer.nop();
    } else if (next.value instanceof EditableNode) {
      writer.beginNode(next.value.name ?? '');
      open.push(next.value.items());
    } else {
      writer.property(next.value.nameOffset, next.value.value, next.value.padding);
    }
  }
  writer.append(blob.rest);
  const bytes = writer.finish(blob.strings.bytes);
  const { bootCpu, lastCompatibleVersion } = blob.header;
  writeHeader(bytes, writer.structure, writer.end, { bootCpu, lastCompatibleVersion }, blob.memoryReservations);
  return bytes;
}

class EditableReader implements StructureVisitor {
  root = new EditableNode('', undefined);
  private readonly _bytes: Uint8Array;
  /** The same bytes, one character a byte. */
  private readonly _text: string;
  private readonly _header: BlobHeader;
  private readonly _names = new Map<number, string>();
  private _node: EditableNode | undefined;

  constructor(bytes: Uint8Array, text: string, header: BlobHeader) {
    this._bytes = bytes;
    this._text = text;
    this._header = header;
  }

  beginNode(start: number, end: number): undefined {
    const node = new EditableNode(this._leafName(this._text.slice(start, end)), this._node);
    if (this._node === undefined) this.root = node;
    else this._node.read(node);
    this._node = node;
  }

  /** libfdt takes what follows the last slash of a path for the name, in versions that write paths (`fdt_get_name`). */
  private _leafName(written: string): string | undefined {
    if (this._header.version >= FIRST_VERSION_WITH_SHORT_NAMES) return written;
    const slash = written.lastIndexOf('/');
    return slash < 0 ? undefined : written.slice(slash + 1);
  }

  property(nameOffset: number, start: number, length: number): BlobFault | undefined {
    const name = this._names.get(nameOffset) ?? this._readName(nameOffset);
    if (name === undefined) {
      const message = `A property's name at ${nameOffset} of the strings block does not end inside that block.`;
      return { id: 'blob-bad-string', offset: start, message };
    }
    const value = this._bytes.subarray(start, start + length);
    const alignedEnd = this._header.structure + alignedToTag(start + length - this._header.structure);
    const padding = this._bytes.subarray(start + length, alignedEnd);
    this._node?.read(new EditableProperty(name, nameOffset, value, padding));
    return undefined;
  }

  private _readName(offset: number): string | undefined {
    const start = this._header.strings + offset;
    const end = start < this._header.stringsEnd ? this._bytes.indexOf(0, start) : -1;
    if (end < 0 || end >= this._header.stringsEnd) return undefined;
    const name = this._text.slice(start, end);
    this._names.set(offset, name);
    return name;
  }

  endNode(): void {
    this._node = this._node?.parent;
  }

  nop(): void {
    this._node?.read(NOP);
  }
}
