import type { NodeItem } from '../syntax/items.ts';
import type { ValueArena } from '../syntax/valueArena.ts';
import { alignedToTag } from './flattenedFormat.ts';
import type { PropertyNames } from './propertyNames.ts';

/** A property in the structure block begins with its tag, the length of its value, and its name's offset. */
const NAME_WORD = 8;
const PROPERTY_HEADER = 12;

const NO_CELLS: readonly number[] = [];

/**
 * The plain properties of a body as they stand in a structure block, but for what differs from board to board: the
 * offsets of their names, and the cells that refer to nodes.
 */
export class PlainBodyBlock {
  /** Its length is a multiple of four. */
  readonly bytes: Uint8Array;
  /** For each property where its name's offset goes, and the name's number; one after the other. */
  readonly names: readonly number[];
  /** Where the cells go that refer to nodes. */
  readonly cells: readonly number[];

  /** `written` is what a writer has made of the body's plain properties. */
  constructor({ items, plainProperties }: NodeItem, written: Uint8Array, numbers: PropertyNames, arena: ValueArena) {
    const names: number[] = [];
    const cells: number[] = [];
    let at = 0;
    for (let index = 0; index < plainProperties; index++) {
      const item = items[index];
      if (item?.kind !== 'property') continue;
      const { name, value } = item.statement;
      names.push(at + NAME_WORD, numbers.numberOf(name));
      at += PROPERTY_HEADER;
      if (value.hasPhandles) {
        for (const { kind, offset } of value.markers) if (kind === 'phandle') cells.push(at + offset);
      }
      at = alignedToTag(at + value.bytes.length);
    }
    this.bytes = arena.copy(written);
    // Exact-size copies: a block is kept as long as its body.
    this.names = names.slice();
    this.cells = cells.length === 0 ? NO_CELLS : cells.slice();
  }
}
