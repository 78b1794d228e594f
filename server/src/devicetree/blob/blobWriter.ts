import type { MemoryReservation } from '../tree/deviceTree.ts';
import {
  alignedToTag,
  FDT_BEGIN_NODE,
  FDT_END_NODE,
  FDT_MAGIC,
  FDT_NOP,
  FDT_PROP,
  HEADER,
  HEADER_SIZE,
  RESERVATION_SIZE,
  WRITTEN_VERSION,
} from './flattenedFormat.ts';

/** Below this many bytes a loop copies faster than `TypedArray.set`. */
const SMALL_COPY = 48;

const INITIAL_SIZE = 1 << 16;

/** Room for a larger blob is not kept for the next one. */
const LARGEST_KEPT = 1 << 22;

/** Writes a structure block, leaving room before it for the header and the memory reservations. */
export class BlobWriter {
  private _structure = 0;
  private _bytes = new Uint8Array(INITIAL_SIZE);
  private _at = 0;

  constructor(memoryReservations: number) {
    this.begin(memoryReservations);
  }

  /** Begins another blob. */
  begin(memoryReservations: number): void {
    this._structure = HEADER_SIZE + (memoryReservations + 1) * RESERVATION_SIZE;
    this._at = 0;
    if (this._bytes.length > LARGEST_KEPT) this._bytes = new Uint8Array(INITIAL_SIZE);
    this._reserve(this._structure);
    this._bytes.fill(0, 0, this._structure);
    this._at = this._structure;
  }

  /** Where the structure block begins. */
  get structure(): number {
    return this._structure;
  }

  /** Where the structure block ends. */
  get end(): number {
    return this._at;
  }

  beginNode(name: string): void {
    this._reserve(name.length + 8);
    this._word(FDT_BEGIN_NODE);
    const end = alignedToTag(this._at + name.length + 1);
    this.setWord(end - 4, 0);
    writeText(this._bytes, this._at, name);
    this._at = end;
  }

  /** Writes a property; what aligns its value to 4 is zero unless it is given. Answers where the value is. */
  property(nameOffset: number, value: Uint8Array, padding?: Uint8Array): number {
    const { length } = value;
    this._reserve(length + 16);
    this._word(FDT_PROP);
    this._word(length);
    this._word(nameOffset);
    if (length > 0) this.setWord(alignedToTag(this._at + length) - 4, 0);
    this._copy(value, length);
    if (padding !== undefined) this._bytes.set(padding, this._at + length);
    const start = this._at;
    this._at = alignedToTag(start + length);
    return start;
  }

  endNode(): void {
    this._reserve(4);
    this._word(FDT_END_NODE);
  }

  nop(): void {
    this._reserve(4);
    this._word(FDT_NOP);
  }

  /** Appends bytes as they are. */
  append(bytes: Uint8Array): void {
    const { length } = bytes;
    this._reserve(length);
    this._copy(bytes, length);
    this._at += length;
  }

  /** What was written from an offset on, as a view that must not be kept. */
  writtenSince(start: number): Uint8Array {
    return this._bytes.subarray(start, this._at);
  }

  private _copy(from: Uint8Array, length: number): void {
    if (length < SMALL_COPY) {
      const bytes = this._bytes;
      for (let index = 0, to = this._at; index < length; index++, to++) bytes[to] = from[index] ?? 0;
    } else {
      this._bytes.set(from, this._at);
    }
  }

  /** Changes a 32-bit word that has been written. By bytes: V8 calls a function for each word of a `DataView`. */
  setWord(offset: number, word: number): void {
    const bytes = this._bytes;
    bytes[offset] = word >>> 24;
    bytes[offset + 1] = word >>> 16;
    bytes[offset + 2] = word >>> 8;
    bytes[offset + 3] = word;
  }

  /** Everything so far with a strings block after it, in a fresh array. */
  finish(strings: Uint8Array): Uint8Array<ArrayBuffer> {
    this._reserve(strings.length);
    this._bytes.set(strings, this._at);
    return this._bytes.slice(0, this._at + strings.length);
  }

  private _word(value: number): void {
    this.setWord(this._at, value);
    this._at += 4;
  }

  private _reserve(count: number): void {
    const needed = this._at + count;
    if (needed <= this._bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this._bytes.length * 2));
    grown.set(this._bytes);
    this._bytes = grown;
  }
}

/** Writes a text of one character a byte. */
function writeText(bytes: Uint8Array, start: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[start + index] = text.charCodeAt(index);
}

/** Writes the header and the memory reservations before a structure block, as version 17 has them. */
export function writeHeader(
  blob: Uint8Array,
  structure: number,
  strings: number,
  words: { readonly bootCpu: number; readonly lastCompatibleVersion: number },
  memoryReservations: readonly MemoryReservation[],
): void {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length);
  view.setUint32(HEADER.magic, FDT_MAGIC);
  view.setUint32(HEADER.totalSize, blob.length);
  view.setUint32(HEADER.structureOffset, structure);
  view.setUint32(HEADER.stringsOffset, strings);
  view.setUint32(HEADER.reservationsOffset, HEADER_SIZE);
  view.setUint32(HEADER.version, WRITTEN_VERSION);
  view.setUint32(HEADER.lastCompatibleVersion, words.lastCompatibleVersion);
  view.setUint32(HEADER.bootCpu, words.bootCpu);
  view.setUint32(HEADER.stringsSize, blob.length - strings);
  view.setUint32(HEADER.structureSize, strings - structure);
  let at = HEADER_SIZE;
  for (const { base, size } of memoryReservations) {
    view.setBigUint64(at, base);
    view.setBigUint64(at + 8, size);
    at += RESERVATION_SIZE;
  }
}
