import type { Span } from '../../text/sourceFile.ts';
import type { DeleteItem, NodeItem } from '../syntax/items.ts';
import type { ValueMarker } from '../syntax/valueMarker.ts';
import type { DeviceTreeNode } from './deviceTree.ts';
import { livingNames, type MergedLabel } from './mergedLabel.ts';
import { MergedProperty } from './mergedProperty.ts';
import { OrderedByName } from './orderedByName.ts';
import { NO_PHANDLE } from './phandle.ts';
import { type Placed, spanOf } from './placed.ts';
import type { TreeEdit } from './treeEdit.ts';
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
  private _properties: OrderedByName<MergedProperty> | undefined;
  private _children: OrderedByName<MergedNode> | undefined;
  deleted = false;
  omitIfNoReference = false;
  referenced = false;
  /** 0 until it has one. */
  phandle = 0;
  labelList: MergedLabel[] | undefined;
  private _opened: Placed<NodeItem> | undefined;
  private _reopened: Placed<NodeItem>[] | undefined;
  private _plainBody: Placed<NodeItem> | undefined;
  private _cells: readonly number[] = NO_CELLS;
  private _addsPhandle = false;
  /** dtc's position of a node that was first named in a `/delete-node/`. */
  deletedFirstBy: Placed<DeleteItem> | undefined;
  /** Whether two of its properties or children may bear one name. */
  mayHaveDuplicates = false;
  isBroken = false;
  isUnclosed = false;
  /**
   * Whether its properties are what the bodies that open it say, each over those before it, all of them plain
   * (`NodeItem.plainProperties`); a property with the phandle that dtc gives out may follow.
   */
  private _isSumOfBodies = true;
  private _path: string | undefined;
  /** The node of the tree that was built at last, and what was edited since. */
  private _earlier: MergedNode | undefined;
  private _edit: TreeEdit | undefined;
  private _isPlaced = false;

  constructor(name: string, parent: MergedNode | undefined) {
    this.name = name;
    this.parent = parent;
  }

  get properties(): OrderedByName<MergedProperty> {
    if (this._properties !== undefined) return this._properties;
    if (this._earlier !== undefined) return this._takeProperties(this._earlier);
    return this._plainBody === undefined ? NO_PROPERTIES : this._makeProperties(this._plainBody);
  }

  get children(): OrderedByName<MergedNode> {
    return this._children ?? (this._earlier === undefined ? NO_CHILDREN : this._takeChildren(this._earlier));
  }

  /** Takes over the properties of the node that it has come in the place of: they are made once for all that do. */
  private _takeProperties({ properties }: MergedNode): OrderedByName<MergedProperty> {
    const edit = this._edit;
    this._properties = edit === undefined ? properties : properties.mapped((property) => property.succeededBy(edit));
    this._plainBody = undefined;
    this._cells = NO_CELLS;
    return this._properties;
  }

  private _takeChildren({ children }: MergedNode): OrderedByName<MergedNode> {
    const edit = this._edit;
    this._children = edit === undefined ? children : children.mapped((child) => child.succeededBy(edit, this));
    return this._children;
  }

  /** Puts a property last that a body states. */
  appendStated(property: MergedProperty): void {
    if (this._plainBody !== undefined) this._makeProperties(this._plainBody);
    this._properties ??= new OrderedByName();
    this._properties.append(property);
  }

  /** Puts a property last that no body states. */
  appendProperty(property: MergedProperty): void {
    this._isSumOfBodies = false;
    this.appendStated(property);
  }

  /** To be called when something else than a body that opens it changes a property, or such a body is left out. */
  noteOtherChange(): void {
    this._isSumOfBodies = false;
  }

  appendChild(child: MergedNode): void {
    this._children ??= new OrderedByName();
    this._children.append(child);
  }

  /** Notes a statement that opens the node. */
  open(place: Placed<NodeItem>): void {
    if (place.item.plainProperties < 0) this._isSumOfBodies = false;
    if (this._opened === undefined) this._opened = place;
    else if (this._reopened === undefined) this._reopened = [place];
    else this._reopened.push(place);
  }

  /** Adopts the properties of the body that opens the node as they stand; false where they must be merged one by one. */
  adoptBody(item: NodeItem): boolean {
    if (item.plainProperties < 0 || this._properties !== undefined || this._plainBody !== undefined) return false;
    this._plainBody = this._opened;
    return true;
  }

  /**
   * The statement whose body says all there is of the node's properties, `cells` and `addsPhandle` aside; `undefined`
   * where none does, or once somebody has asked for the properties.
   */
  get plainBody(): Placed<NodeItem> | undefined {
    if (this._plainBody !== undefined) this._place();
    return this._plainBody;
  }

  /** How many bodies say all there is of the node's properties, dtc's phandle aside; 0 where something else has a part. */
  get bodyCount(): number {
    return this._isSumOfBodies && this._opened !== undefined ? 1 + (this._reopened?.length ?? 0) : 0;
  }

  /** One of these bodies, from 0: a property in a later one goes over that in an earlier one. */
  bodyAt(index: number): NodeItem | undefined {
    this._place();
    return (index === 0 ? this._opened : this._reopened?.[index - 1])?.item;
  }

  /** What the references in the plain body stand for, in their order. */
  get cells(): readonly number[] {
    return this._cells;
  }

  /** Whether a property with the node's phandle follows those of the plain body. */
  get addsPhandle(): boolean {
    return this._addsPhandle;
  }

  /** Sets what the references in the plain body stand for, in their order. */
  resolve(cells: readonly number[]): void {
    this._cells = cells;
  }

  /** Adds the property that holds the phandle, unless there is one. */
  addPhandleProperty(): void {
    if (this._plainBody !== undefined) this._addsPhandle = true;
    else if (this.properties.get('phandle') === undefined) this.appendStated(this._phandleProperty());
  }

  private _phandleProperty(): MergedProperty {
    return new MergedProperty('phandle', cellBytes(this.phandle), ONE_CELL);
  }

  private _makeProperties({ item: body, unit, base }: Placed<NodeItem>): OrderedByName<MergedProperty> {
    const { items, plainProperties } = body;
    const properties = new OrderedByName<MergedProperty>();
    let cell = 0;
    for (let index = 0; index < plainProperties; index++) {
      const item = items[index];
      if (item?.kind !== 'property') continue;
      const { name, value } = item.statement;
      const property = new MergedProperty(name, value.bytes, value.markers);
      property.item = item;
      property.unit = unit;
      property.base = base + body.start;
      property.hasPhandles = value.hasPhandles;
      if (value.hasPhandles && this._cells.length > 0) {
        property.value = value.bytes.slice();
        for (const { kind, offset } of value.markers) {
          if (kind === 'phandle') setCell(property.value, offset, this._cells[cell++] ?? NO_PHANDLE);
        }
      }
      properties.append(property);
    }
    if (this._addsPhandle) properties.append(this._phandleProperty());
    this._properties = properties;
    this._plainBody = undefined;
    this._cells = NO_CELLS;
    return properties;
  }

  /**
   * The node that an edit of values puts in the place of this one, of a finished tree; what it has is made when somebody
   * asks for it.
   */
  succeededBy(edit: TreeEdit, parent: MergedNode | undefined): MergedNode {
    const node = new MergedNode(this.name, parent);
    node._earlier = this;
    node._edit = edit;
    node.omitIfNoReference = this.omitIfNoReference;
    node.referenced = this.referenced;
    node.phandle = this.phandle;
    node.labelList = this.labelList;
    node.mayHaveDuplicates = this.mayHaveDuplicates;
    node.isBroken = this.isBroken;
    node.isUnclosed = this.isUnclosed;
    node._isSumOfBodies = this._isSumOfBodies;
    node._path = this._path;
    node._cells = this._cells;
    node._addsPhandle = this._addsPhandle;
    node._plainBody = this._plainBody;
    node._opened = this._opened;
    node._reopened = this._reopened;
    node.deletedFirstBy = this.deletedFirstBy;
    return node;
  }

  /** The node of the tree that was built at last which this one has come in the place of; `undefined` in such a tree. */
  get succeeds(): MergedNode | undefined {
    return this._earlier;
  }

  /** All that was edited since that tree was built. */
  get editSince(): TreeEdit | undefined {
    return this._edit;
  }

  /** Notes where the statements that open the node stand now, once somebody asks. */
  private _place(): void {
    const edit = this._edit;
    if (this._isPlaced || edit === undefined) return;
    this._isPlaced = true;
    if (this._opened !== undefined) this._opened = edit.placed(this._opened);
    if (this._reopened !== undefined) this._reopened = this._reopened.map((place) => edit.placed(place));
    if (this._plainBody !== undefined) this._plainBody = this._opened;
    if (this.deletedFirstBy !== undefined) this.deletedFirstBy = edit.placed(this.deletedFirstBy);
  }

  /** Drops what is deleted from the lists that readers see. */
  settle(): void {
    this._properties?.settle();
    this._children?.settle();
  }

  get labels(): readonly string[] {
    return livingNames(this.labelList);
  }

  get declarations(): readonly Span[] {
    this._place();
    if (this._opened === undefined) return [];
    return [this._opened, ...(this._reopened ?? [])].map((place) =>
      spanOf(place, place.item.nameStart, place.item.nameEnd),
    );
  }

  /** From the root, `/` for the root itself; kept, as references ask for it often. */
  get path(): string {
    this._path ??=
      this.parent === undefined
        ? '/'
        : this.parent.parent === undefined
          ? `/${this.name}`
          : `${this.parent.path}/${this.name}`;
    return this._path;
  }

  /** Where dtc says the node is: its first `{`, or what deleted it before it was. */
  get position(): Span | undefined {
    this._place();
    if (this.deletedFirstBy !== undefined) return spanOf(this.deletedFirstBy);
    const first = this._opened;
    return first === undefined ? undefined : spanOf(first, first.item.bodyStart);
  }
}
