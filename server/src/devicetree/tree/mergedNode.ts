import type { Span } from '../../text/sourceFile.ts';
import type { DeleteItem, NodeItem } from '../syntax/items.ts';
import type { ValueMarker } from '../syntax/valueMarker.ts';
import type { DeviceTreeNode, PropertyWriter } from './deviceTree.ts';
import { livingNames, type MergedLabel } from './mergedLabel.ts';
import { MergedProperty } from './mergedProperty.ts';
import { OrderedByName } from './orderedByName.ts';
import { NO_PHANDLE } from './phandle.ts';
import { type Placed, spanOf } from './placed.ts';
import { cellBytes, setCell } from './valueBytes.ts';

const NO_PROPERTIES = new OrderedByName<MergedProperty>();
const NO_CHILDREN = new OrderedByName<MergedNode>();
const NO_CELLS: readonly number[] = [];
const ONE_CELL: readonly ValueMarker[] = [{ offset: 0, kind: 'uint32', text: '' }];

/**
 * A node while the tree is built, and afterwards as its readers see it.
 *
 * Most nodes are opened once, by a plain body, and nobody asks for more than the names and values in it: such a node
 * keeps the body, and makes properties of it when they are asked for.
 */
export class MergedNode implements DeviceTreeNode {
  readonly name: string;
  readonly parent: MergedNode | undefined;
  #properties: OrderedByName<MergedProperty> | undefined;
  #children: OrderedByName<MergedNode> | undefined;
  deleted = false;
  omitIfNoReference = false;
  referenced = false;
  /** 0 until it has one. */
  phandle = 0;
  labelList: MergedLabel[] | undefined;
  #opened: Placed<NodeItem> | undefined;
  #reopened: Placed<NodeItem>[] | undefined;
  /** The statement in whose body the properties stand that are still to be made. */
  #written: NodeItem | undefined;
  /** What the references in them stand for. */
  #cells: readonly number[] | undefined;
  #tellsPhandle = false;
  /** dtc's position of a node that was first named in a `/delete-node/`. */
  deletedFirstBy: Placed<DeleteItem> | undefined;
  /** Whether two of its properties or children may bear one name. */
  mayHaveDuplicates = false;
  #path: string | undefined;

  constructor(name: string, parent: MergedNode | undefined) {
    this.name = name;
    this.parent = parent;
  }

  get properties(): OrderedByName<MergedProperty> {
    if (this.#properties !== undefined) return this.#properties;
    return this.#written === undefined ? NO_PROPERTIES : this.#makeProperties(this.#written);
  }

  get children(): OrderedByName<MergedNode> {
    return this.#children ?? NO_CHILDREN;
  }

  appendProperty(property: MergedProperty): void {
    if (this.#written !== undefined) this.#makeProperties(this.#written);
    this.#properties ??= new OrderedByName();
    this.#properties.append(property);
  }

  appendChild(child: MergedNode): void {
    this.#children ??= new OrderedByName();
    this.#children.append(child);
  }

  /** Notes a statement that opens the node. */
  open(place: Placed<NodeItem>): void {
    if (this.#opened === undefined) this.#opened = place;
    else if (this.#reopened === undefined) this.#reopened = [place];
    else this.#reopened.push(place);
  }

  /** Takes the properties of the body that opened it as they are written; false where they must be played one by one. */
  takeAsWritten(item: NodeItem): boolean {
    if (item.plainProperties < 0 || this.#properties !== undefined || this.#written !== undefined) return false;
    this.#written = item;
    return true;
  }

  /** The statement that tells all there is of its properties, phandles aside; `undefined` if none does. */
  get written(): NodeItem | undefined {
    return this.#written;
  }

  /** Tells what the references in that body stand for, in their order. */
  resolve(cells: readonly number[]): void {
    this.#cells = cells;
  }

  /** Adds the property that tells the phandle, unless there is one. */
  tellPhandle(): void {
    if (this.#written !== undefined) this.#tellsPhandle = true;
    else if (this.properties.get('phandle') === undefined) this.appendProperty(this.#phandleProperty());
  }

  #phandleProperty(): MergedProperty {
    return new MergedProperty('phandle', cellBytes(this.phandle), ONE_CELL);
  }

  #makeProperties({ items, plainProperties }: NodeItem): OrderedByName<MergedProperty> {
    const properties = new OrderedByName<MergedProperty>();
    const place = this.#opened;
    let cell = 0;
    for (let index = 0; index < plainProperties; index++) {
      const item = items[index];
      if (item?.kind !== 'property') continue;
      const { name, value } = item.statement;
      const property = new MergedProperty(name, value.bytes, value.markers);
      property.item = item;
      property.unit = place?.unit;
      property.base = place === undefined ? 0 : place.base + place.item.start;
      property.hasPhandles = value.hasPhandles;
      if (value.hasPhandles && this.#cells !== undefined) {
        property.value = value.bytes.slice();
        for (const { kind, offset } of value.markers) {
          if (kind === 'phandle') setCell(property.value, offset, this.#cells[cell++] ?? NO_PHANDLE);
        }
      }
      properties.append(property);
    }
    if (this.#tellsPhandle) properties.append(this.#phandleProperty());
    this.#properties = properties;
    this.#written = undefined;
    this.#cells = undefined;
    return properties;
  }

  writeProperties(writer: PropertyWriter): void {
    if (this.#written === undefined) {
      for (const property of this.properties.entriesWithDeleted) {
        if (!property.deleted) writer.property(property.name, property.value);
      }
      return;
    }
    writer.body(this.#written, this.#cells ?? NO_CELLS);
    if (this.#tellsPhandle) writer.property('phandle', cellBytes(this.phandle));
  }

  /** Drops what is deleted from the lists that readers see. */
  settle(): void {
    this.#properties?.settle();
    this.#children?.settle();
  }

  get labels(): readonly string[] {
    return livingNames(this.labelList);
  }

  get declarations(): readonly Span[] {
    if (this.#opened === undefined) return [];
    return [this.#opened, ...(this.#reopened ?? [])].map((place) =>
      spanOf(place, place.item.nameStart, place.item.nameEnd),
    );
  }

  /** From the root, `/` for the root itself; kept, as references ask for it often. */
  get path(): string {
    this.#path ??=
      this.parent === undefined
        ? '/'
        : this.parent.parent === undefined
          ? `/${this.name}`
          : `${this.parent.path}/${this.name}`;
    return this.#path;
  }

  /** Where dtc says the node is: its first `{`, or what deleted it before it was. */
  get position(): Span | undefined {
    if (this.deletedFirstBy !== undefined) return spanOf(this.deletedFirstBy);
    const first = this.#opened;
    return first === undefined ? undefined : spanOf(first, first.item.bodyStart);
  }
}
