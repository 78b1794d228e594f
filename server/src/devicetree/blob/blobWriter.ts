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
  #structure = 0;
  #bytes = new Uint8Array(INITIAL_SIZE);
  #at = 0;

  constructor(memoryReservations: number) {
    this.begin(memoryReservations);
  }

  /** Begins another blob. */
  begin(memoryReservations: number): void {
    this.#structure = HEADER_SIZE + (memoryReservations + 1) * RESERVATION_SIZE;
    this.#at = 0;
    if (this.#bytes.length > LARGEST_KEPT) this.#bytes = new Uint8Array(INITIAL_SIZE);
    this.#reserve(this.#structure);
    this.#bytes.fill(0, 0, this.#structure);
    this.#at = this.#structure;
  }

  /** Where the structure block begins. */
  get structure(): number {
    return this.#structure;
  }

  /** Where the structure block ends. */
  get end(): number {
    return this.#at;
  }

  beginNode(name: string): void {
    this.#reserve(name.length + 8);
    this.#word(FDT_BEGIN_NODE);
    const end = alignedToTag(this.#at + name.length + 1);
    this.setWord(end - 4, 0);
    writeText(this.#bytes, this.#at, name);
    this.#at = end;
  }

  /** Writes a property; what aligns its value to 4 is zero unless it is given. Answers where the value is. */
  property(nameOffset: number, value: Uint8Array, padding?: Uint8Array): number {
    const { length } = value;
    this.#reserve(length + 16);
    this.#word(FDT_PROP);
    this.#word(length);
    this.#word(nameOffset);
    if (length > 0) this.setWord(alignedToTag(this.#at + length) - 4, 0);
    this.#copy(value, length);
    if (padding !== undefined) this.#bytes.set(padding, this.#at + length);
    const start = this.#at;
    this.#at = alignedToTag(start + length);
    return start;
  }

  endNode(): void {
    this.#reserve(4);
    this.#word(FDT_END_NODE);
  }

  nop(): void {
    this.#reserve(4);
    this.#word(FDT_NOP);
  }

  /** Appends bytes as they are. */
  append(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    this.#copy(bytes, length);
    this.#at += length;
  }

  /** What was written from an offset on, as a view that must not be kept. */
  writtenSince(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#at);
  }

  #copy(from: Uint8Array, length: number): void {
    if (length < SMALL_COPY) {
      const bytes = this.#bytes;
      for (let index = 0, to = this.#at; index < length; index++, to++) bytes[to] = from[index] ?? 0;
    } else {
      this.#bytes.set(from, this.#at);
    }
  }

  /** Changes a 32-bit word that has been written. By bytes: V8 calls a function for each word of a `DataView`. */
  setWord(offset: number, word: number): void {
    const bytes = this.#bytes;
    bytes[offset] = word >>> 24;
    bytes[offset + 1] = word >>> 16;
    bytes[offset + 2] = word >>> 8;
    bytes[offset + 3] = word;
  }

  /** Everything so far with a strings block after it, in a fresh array. */
  finish(strings: Uint8Array): Uint8Array<ArrayBuffer> {
    this.#reserve(strings.length);
    this.#bytes.set(strings, this.#at);
    return this.#bytes.slice(0, this.#at + strings.length);
  }

  #word(value: number): void {
    this.setWord(this.#at, value);
    this.#at += 4;
  }

  #reserve(count: number): void {
    const needed = this.#at + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
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
