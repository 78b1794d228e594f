import { cellAt } from '../../text/cells.ts';
import type { DeviceTree, DeviceTreeNode, DeviceTreeProperty } from '../tree/deviceTree.ts';

/** A property of a tree that libfdt edits. Its bytes belong to it alone once they were changed. */
export class EditableProperty {
  readonly name: string;
  /** Where its name stands in its blob's strings block. */
  readonly nameOffset: number;
  private _value: Uint8Array;
  private _owned = false;
  /** The bytes after the value that align it to 4; what stands there has no meaning. */
  private _padding: Uint8Array;
  /** The properties that it was made of, oldest first: the base's, then those of overlays that set it. */
  readonly sources: DeviceTreeProperty[] = [];

  constructor(name: string, nameOffset: number, value: Uint8Array, padding: Uint8Array) {
    this.name = name;
    this.nameOffset = nameOffset;
    this._value = value;
    this._padding = padding;
  }

  get padding(): Uint8Array {
    return this._padding;
  }

  get value(): Uint8Array {
    return this._value;
  }

  /** Gives it other bytes, which are copied before they are changed. */
  setValue(value: Uint8Array, padding: Uint8Array): void {
    this._value = value;
    this._padding = padding;
    this._owned = false;
  }

  /** The 32-bit number at an offset that need not be aligned; `undefined` where it does not lie inside the value. */
  cellAt(offset: number): number | undefined {
    return cellAt(this._value, offset);
  }

  /** Changes the 32-bit number at an offset; the caller has made sure that it lies inside the value. */
  setCellAt(offset: number, cell: number): void {
    if (!this._owned) this._value = this._value.slice();
    this._owned = true;
    new DataView(this._value.buffer).setUint32(offset, cell);
  }
}

/** A token that means nothing but keeps its place in the blob. */
export const NOP = Symbol('FDT_NOP');

const NOTHING: readonly never[] = [];

/** Up to this many properties are gone through to find one by its name. */
const FEW = 8;

/** What was added to a node, the newest first. */
function* newestFirst<Item>(items: readonly Item[] | undefined): Generator<Item> {
  for (let index = (items?.length ?? 0) - 1; index >= 0; index--) yield items?.[index] as Item;
}

/** The part of a node's name before its unit address, by which libfdt finds a node as well. */
function baseName(name: string): string | undefined {
  const at = name.indexOf('@');
  return at < 0 ? undefined : name.slice(0, at);
}

/**
 * A node as libfdt sees and edits it: new properties go before the old ones, new nodes before the old ones, and what
 * stands where it should not (empty tokens, properties after a child, doubles) is kept where it is.
 */
export class EditableNode {
  /** The last part of its path; `undefined` for a name that libfdt cannot read (no path, in a blob below version 16). */
  readonly name: string | undefined;
  readonly parent: EditableNode | undefined;
  /** The nodes that it was made of, oldest first: the base's, then those of overlays. */
  readonly sources: DeviceTreeNode[] = [];
  /** What was read, up to the first child. */
  private readonly _head: (EditableProperty | typeof NOP)[] = [];
  // An overlay may have a hundred thousand nodes, most of which have nothing of what follows.
  /** What was read from the first child on. */
  private _tail: (EditableProperty | EditableNode | typeof NOP)[] | undefined;
  /** What was added, the newest last. */
  private _newProperties: EditableProperty[] | undefined;
  private _newChildren: EditableNode[] | undefined;
  /** Made where there are more than a few. */
  private _propertyByName: Map<string, EditableProperty> | undefined;
  private _childByName: Map<string, EditableNode> | undefined;

  constructor(name: string | undefined, parent: EditableNode | undefined) {
    this.name = name;
    this.parent = parent;
  }

  /** The property of a name; those that stand after a child are not found (`nextprop_` in libfdt's fdt_ro.c). */
  property(name: string): EditableProperty | undefined {
    if (this._propertyByName === undefined && this._head.length + (this._newProperties?.length ?? 0) <= FEW) {
      for (const property of this.properties()) if (property.name === name) return property;
      return undefined;
    }
    return this._properties().get(name);
  }

  private _properties(): Map<string, EditableProperty> {
    if (this._propertyByName === undefined) {
      this._propertyByName = new Map();
      // Of two that bear one name the first counts.
      for (const property of [...this.properties()].reverse()) this._propertyByName.set(property.name, property);
    }
    return this._propertyByName;
  }

  /**
   * The first child that bears a name, with its unit address or, where the name has none, without it
   * (`fdt_nodename_eq_` in libfdt's fdt_ro.c).
   */
  child(name: string): EditableNode | undefined {
    if (this._childByName === undefined) {
      this._childByName = new Map();
      for (const child of [...this.children()].reverse()) this._index(this._childByName, child);
    }
    return this._childByName.get(name);
  }

  private _index(children: Map<string, EditableNode>, child: EditableNode): void {
    if (child.name === undefined) return;
    children.set(child.name, child);
    const base = baseName(child.name);
    if (base !== undefined) children.set(base, child);
  }

  /** The properties that libfdt finds, in the order of the blob. */
  *properties(): Generator<EditableProperty> {
    yield* newestFirst(this._newProperties);
    for (const item of this._head) if (item !== NOP) yield item;
  }

  /** The children in the order of the blob. */
  *children(): Generator<EditableNode> {
    if (!this.hasChildren) return;
    yield* newestFirst(this._newChildren);
    for (const item of this._tail ?? NOTHING) if (item instanceof EditableNode) yield item;
  }

  get hasChildren(): boolean {
    return this._newChildren !== undefined || this._tail !== undefined;
  }

  /** Everything in the node, in the order of the blob. */
  *items(): Generator<EditableProperty | EditableNode | typeof NOP> {
    yield* newestFirst(this._newProperties);
    yield* this._head;
    yield* newestFirst(this._newChildren);
    yield* this._tail ?? NOTHING;
  }

  /** Puts after everything else what a blob holds next. */
  read(item: EditableProperty | EditableNode | typeof NOP): void {
    if (item instanceof EditableNode || this._tail !== undefined) {
      this._tail ??= [];
      this._tail.push(item);
      return;
    }
    this._head.push(item);
    if (item !== NOP && this._propertyByName?.has(item.name) === false) this._propertyByName.set(item.name, item);
  }

  /** Adds a property before the others; none of its name may be there. */
  addProperty(property: EditableProperty): void {
    this._newProperties ??= [];
    this._newProperties.push(property);
    this._propertyByName?.set(property.name, property);
  }

  /** Adds an empty node before the other children; none that `child` finds by its name may be there. */
  addChild(name: string): EditableNode {
    const child = new EditableNode(name, this);
    this._newChildren ??= [];
    this._newChildren.push(child);
    if (this._childByName !== undefined) this._index(this._childByName, child);
    return child;
  }

  /** The node's phandle, from `phandle` or else `linux,phandle`; 0 where there is none (`fdt_get_phandle`). */
  get phandle(): number {
    for (const name of ['phandle', 'linux,phandle']) {
      const property = this.property(name);
      if (property?.value.length === 4) return property.cellAt(0) ?? 0;
    }
    return 0;
  }

  /** This node and all below it, in the order of the blob. The tree must not change meanwhile. */
  *walk(): Generator<EditableNode> {
    const waiting: EditableNode[] = [this];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      yield node;
      if (node.hasChildren) for (const child of [...node.children()].reverse()) waiting.push(child);
    }
  }
}

/** Remembers at each node and property of a blob which one of the tree it was written from it is. */
export function rememberSources(root: EditableNode, tree: DeviceTree): void {
  const pairs: [EditableNode, DeviceTreeNode][] = [[root, tree.root]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [node, source] = pair;
    node.sources.push(source);
    for (const property of node.properties()) {
      const original = source.properties.get(property.name);
      if (original !== undefined) property.sources.push(original);
    }
    for (const child of node.children()) {
      const original = child.name === undefined ? undefined : source.children.get(child.name);
      if (original !== undefined) pairs.push([child, original]);
    }
  }
}
