import { type ExpandedUnit, UnitNote } from '../expansion/units/expandedUnit.ts';
import type { NodeItem } from '../syntax/items.ts';
import { ValueArena } from '../syntax/valueArena.ts';
import type { DeviceTreeNode } from '../tree/deviceTree.ts';
import { MergedNode } from '../tree/mergedNode.ts';
import { NO_PHANDLE } from '../tree/phandle.ts';
import type { Placed } from '../tree/placed.ts';
import { cellBytes } from '../tree/valueBytes.ts';
import type { BlobWriter } from './blobWriter.ts';
import { PlainBodyBlock } from './plainBodyBlock.ts';
import { PropertyNames } from './propertyNames.ts';
import type { StringsBlock } from './stringsBlock.ts';

/** A stranger's files may bring as many names as they like; beyond this many no more blocks are made. */
const MOST_NAMES = 100_000;

const UNKNOWN = -1;

/** What is kept of a unit whose bodies were written. */
interface UnitBlocks {
  /** The blob that they were written into first. */
  readonly firstBlob: number;
  /** By the offset of the body's node in the unit's text. */
  readonly blocks: Map<number, PlainBodyBlock>;
}

/**
 * Writes the properties of nodes into a blob. What is written for a body of a unit that was in an earlier blob is kept
 * on the unit: of a kernel's device trees two nodes in three are written as they were for another board, but hardly any
 * of those in a board's own file.
 */
export class BlobProperties {
  private readonly _writer: BlobWriter;
  private readonly _strings: StringsBlock;
  private readonly _names = new PropertyNames();
  private readonly _arena = new ValueArena();
  private readonly _unitBlocks = new UnitNote<UnitBlocks>();
  private _blob = 0;
  /** The unit of the body that was written last, and its blocks if it was in an earlier blob. */
  private _unit: ExpandedUnit | undefined;
  private _blocks: Map<number, PlainBodyBlock> | undefined;
  /** The offsets of names in this blob's strings block, by the names' numbers. */
  private _offsets = new Int32Array(1 << 12);
  /** Where the value of the property written last is. */
  private _value = 0;

  constructor(writer: BlobWriter, strings: StringsBlock) {
    this._writer = writer;
    this._strings = strings;
  }

  /** To be called when another blob begins. */
  begin(): void {
    this._blob++;
    this._unit = undefined;
    if (this._offsets.length < this._names.size) this._offsets = new Int32Array(this._names.size * 2);
    this._offsets.fill(UNKNOWN);
  }

  /** Writes the properties of a node, in their order; those of a plain body without making objects of them. */
  write(node: DeviceTreeNode): void {
    const body = node instanceof MergedNode ? node.plainBody : undefined;
    if (node instanceof MergedNode && body !== undefined) {
      this._body(body, node.cells);
      if (node.addsPhandle) this._property('phandle', cellBytes(node.phandle));
    } else {
      node.properties.forEach(({ name, value }) => {
        this._property(name, value);
      });
    }
  }

  private _property(name: string, value: Uint8Array): void {
    this._value = this._writer.property(this._strings.offsetOf(name), value);
  }

  private _body({ item, unit, base }: Placed<NodeItem>, cells: readonly number[]): void {
    const blocks = this._blocksOf(unit);
    const known = blocks?.get(base + item.start);
    if (known !== undefined) {
      this._block(known, cells);
      return;
    }
    const start = this._writer.end;
    this._oneByOne(item, cells);
    if (blocks === undefined || this._names.size >= MOST_NAMES) return;
    const block = new PlainBodyBlock(item, this._writer.writtenSince(start), this._names, this._arena);
    blocks.set(base + item.start, block);
  }

  /** The blocks kept of a unit; `undefined` while the first blob with it is written. */
  private _blocksOf(unit: ExpandedUnit): Map<number, PlainBodyBlock> | undefined {
    if (unit === this._unit) return this._blocks;
    let kept = this._unitBlocks.of(unit);
    if (kept === undefined) {
      kept = { firstBlob: this._blob, blocks: new Map() };
      this._unitBlocks.set(unit, kept);
    }
    this._unit = unit;
    this._blocks = kept.firstBlob === this._blob ? undefined : kept.blocks;
    return this._blocks;
  }

  private _block({ bytes, names, cells: places }: PlainBodyBlock, cells: readonly number[]): void {
    const writer = this._writer;
    const start = writer.end;
    writer.append(bytes);
    for (let index = 0; index < names.length; index += 2) {
      writer.setWord(start + (names[index] ?? 0), this._offsetOf(names[index + 1] ?? 0));
    }
    for (let index = 0; index < places.length; index++) {
      writer.setWord(start + (places[index] ?? 0), cells[index] ?? NO_PHANDLE);
    }
  }

  private _offsetOf(number: number): number {
    const known = this._offsets[number] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const offset = this._strings.offsetOf(this._names.nameOf(number));
    // A number given since the blob began may lie beyond the table.
    if (number < this._offsets.length) this._offsets[number] = offset;
    return offset;
  }

  private _oneByOne({ items, plainProperties }: NodeItem, cells: readonly number[]): void {
    let cell = 0;
    for (let index = 0; index < plainProperties; index++) {
      const item = items[index];
      if (item?.kind !== 'property') continue;
      const { name, value } = item.statement;
      this._property(name, value.bytes);
      if (!value.hasPhandles) continue;
      for (const { kind, offset } of value.markers) {
        if (kind === 'phandle') this._writer.setWord(this._value + offset, cells[cell++] ?? NO_PHANDLE);
      }
    }
  }
}
