import type { NodeItem } from '../syntax/items.ts';
import { ValueArena } from '../syntax/valueArena.ts';
import type { PropertyWriter } from '../tree/deviceTree.ts';
import { NO_PHANDLE } from '../tree/phandle.ts';
import type { BlobWriter } from './blobWriter.ts';
import { PlainBodyBlock } from './plainBodyBlock.ts';
import { PropertyNames } from './propertyNames.ts';
import type { StringsBlock } from './stringsBlock.ts';

/** On a body that was written once: most bodies of a board's own file are not written again. */
const WRITTEN_ONCE = Symbol('written once');

/** A stranger's files may bring as many names as they like; beyond so many no more blocks are made. */
const MOST_NAMES = 100_000;

const UNKNOWN = -1;

/**
 * Writes the properties of nodes into a blob. What is written for a body the second time is kept on it: of a kernel's
 * device trees two nodes in three are written as they were for another board.
 */
export class BlobProperties implements PropertyWriter {
  readonly #writer: BlobWriter;
  readonly #strings: StringsBlock;
  readonly #names = new PropertyNames();
  readonly #arena = new ValueArena();
  /** The offsets of names in this blob's strings block, by the names' numbers. */
  #offsets = new Int32Array(1 << 12);
  /** Where the value of the property written last is. */
  #value = 0;

  constructor(writer: BlobWriter, strings: StringsBlock) {
    this.#writer = writer;
    this.#strings = strings;
  }

  /** To be told when another blob begins. */
  begin(): void {
    if (this.#offsets.length < this.#names.size) this.#offsets = new Int32Array(this.#names.size * 2);
    this.#offsets.fill(UNKNOWN);
  }

  property(name: string, value: Uint8Array): void {
    this.#value = this.#writer.property(this.#strings.offsetOf(name), value);
  }

  body(body: NodeItem, cells: readonly number[]): void {
    const { made } = body;
    if (made instanceof PlainBodyBlock) {
      this.#block(made, cells);
      return;
    }
    const start = this.#writer.end;
    this.#oneByOne(body, cells);
    if (made !== WRITTEN_ONCE) body.made = WRITTEN_ONCE;
    else if (this.#names.size < MOST_NAMES) {
      body.made = new PlainBodyBlock(body, this.#writer.writtenSince(start), this.#names, this.#arena);
    }
  }

  #block({ bytes, names, cells: places }: PlainBodyBlock, cells: readonly number[]): void {
    const writer = this.#writer;
    const start = writer.end;
    writer.append(bytes);
    for (let index = 0; index < names.length; index += 2) {
      writer.setWord(start + (names[index] ?? 0), this.#offsetOf(names[index + 1] ?? 0));
    }
    for (let index = 0; index < places.length; index++) {
      writer.setWord(start + (places[index] ?? 0), cells[index] ?? NO_PHANDLE);
    }
  }

  #offsetOf(number: number): number {
    const known = this.#offsets[number] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const offset = this.#strings.offsetOf(this.#names.nameOf(number));
    // A number given since the blob began may lie beyond the table.
    if (number < this.#offsets.length) this.#offsets[number] = offset;
    return offset;
  }

  #oneByOne({ items, plainProperties }: NodeItem, cells: readonly number[]): void {
    let cell = 0;
    for (let index = 0; index < plainProperties; index++) {
      const item = items[index];
      if (item?.kind !== 'property') continue;
      const { name, value } = item.statement;
      this.property(name, value.bytes);
      if (!value.hasPhandles) continue;
      for (const { kind, offset } of value.markers) {
        if (kind === 'phandle') this.#writer.setWord(this.#value + offset, cells[cell++] ?? NO_PHANDLE);
      }
    }
  }
}
