import type { Span } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import type { DeleteItem, ErrorItem, Item, NodeItem, PropertyItem } from '../syntax/items.ts';
import type { BuildState } from './buildState.ts';
import { includeBinaries } from './incbin.ts';
import { addLabel } from './mergedLabel.ts';
import { MergedNode } from './mergedNode.ts';
import { MergedProperty } from './mergedProperty.ts';
import {
  LAST_PLACE,
  PLACES_OF_NAME,
  PLACES_OF_NODE,
  PLACES_OF_VALUE,
  PLACES_TO_CLOSE,
  PROPERTIES_OF_FIRST,
  PROPERTIES_OF_MERGED,
} from './parserStack.ts';
import { spanOf } from './placed.ts';

/** A node whose body is being merged. */
interface Body {
  readonly node: MergedNode;
  /** Whether dtc merges the body into a node that was there, or takes it as it is written. */
  readonly merges: boolean;
  /** How many nodes and deletions of nodes the body has had so far. */
  children: number;
  /** Where the body's properties stand on the stack of dtc's parser. */
  readonly stackUsed: number;
}

/** A list of items on its way into a body: the node's own, or those of a file included in it. */
interface ItemList {
  readonly body: Body;
  readonly items: readonly Item[];
  readonly unit: ExpandedUnit;
  readonly base: number;
  next: number;
}

/**
 * Merges the bodies of nodes, as livetree.c's `build_node` and `merge_nodes` do.
 *
 * A body that opens a new node is taken as it is written: deletions in it do nothing but leave a deleted entry in their
 * place, and names that occur twice stay twice (which dtc's checks refuse). A body that is merged into a node that was
 * there before is taken statement by statement, entries that were deleted coming back in their old places.
 */
export class BodyMerger {
  private readonly _state: BuildState;
  private readonly _lists: ItemList[] = [];
  private _isExhausted = false;
  private _saidOrder = false;
  /** The property that was merged last, as long as what follows it may be a part of it. */
  private _lastProperty: { readonly node: MergedNode; readonly property: MergedProperty } | undefined;

  constructor(state: BuildState) {
    this._state = state;
  }

  /** Merges a node's labels and body, of the outermost items, into `node`; without `merges` as those of a new node. */
  merge(node: MergedNode, item: NodeItem, unit: ExpandedUnit, merges: boolean): void {
    this._open(node, item, unit, 0, merges);
    this._mergeOpened();
  }

  /** Notes a node's labels, and lets its body be merged next. */
  private _open(node: MergedNode, item: NodeItem, unit: ExpandedUnit, base: number, merges: boolean): void {
    node.deleted = false;
    node.open({ item, unit, base });
    if (item.isUnclosed) node.isUnclosed = true;
    const around = this._lists.length > 0 ? this._lists[this._lists.length - 1]?.body : undefined;
    const before =
      around === undefined
        ? (merges ? PROPERTIES_OF_MERGED : PROPERTIES_OF_FIRST) - PLACES_OF_NODE
        : around.stackUsed + around.children;
    const stackUsed = before + item.labels.length + PLACES_OF_NODE;
    if (stackUsed + PLACES_TO_CLOSE > LAST_PLACE) {
      node.noteOtherChange();
      this._refuseExhausted(spanOf({ item, unit, base }, item.bodyStart, item.bodyStart + 1));
      return;
    }
    if (item.labels.length > 0) this._label(node, item.labels, merges);
    if (item.needsCare && !merges) {
      node.mayHaveDuplicates = true;
      this._state.isPlain = false;
    }
    if (!item.isWellNamed) this._state.isPlain = false;
    const next = !merges && node.adoptBody(item) ? item.plainProperties : 0;
    if (next >= item.items.length) return;
    const body = { node, merges, children: 0, stackUsed };
    this._lists.push({ body, items: item.items, unit, base: base + item.start, next });
  }

  /** Says once that dtc's parser has no room for what stands here. */
  private _refuseExhausted(span: Span): void {
    if (this._isExhausted) return;
    this._isExhausted = true;
    const message = 'memory exhausted: dtc has no room for so many nodes or labels, or for nodes nested so deeply';
    this._state.problem('memory-exhausted', message, span);
  }

  /** Merges what was opened, with an explicit stack: nodes may be nested deeper than calls can be. */
  private _mergeOpened(): void {
    // An element beyond an end of a list would be looked for among its properties.
    while (this._lists.length > 0) {
      const list = this._lists[this._lists.length - 1];
      const item = list !== undefined && list.next < list.items.length ? list.items[list.next++] : undefined;
      if (list === undefined || item === undefined) this._lists.pop();
      else this._mergeItem(list.body, item, list.unit, list.base);
    }
  }

  /** dtc reads labels from right to left, each put in front; merged ones come from the left. */
  private _label(node: MergedNode, labels: readonly string[], merges: boolean): void {
    for (let index = 0; index < labels.length; index++) {
      const label = labels[merges ? index : labels.length - 1 - index];
      if (label === undefined) continue;
      node.labelList = addLabel(node.labelList, label);
      this._state.labels.add(label, node);
    }
  }

  private _mergeItem(body: Body, item: Item, unit: ExpandedUnit, base: number): void {
    switch (item.kind) {
      case 'property':
        this._expectProperties(body, item, unit, base);
        this._mergeProperty(body, item, unit, base);
        break;
      case 'node':
        this._mergeChild(body, item, unit, base);
        break;
      case 'delete-property':
        this._expectProperties(body, item, unit, base);
        this._mergePropertyDeletion(body, item, unit, base);
        break;
      case 'delete-node':
        this._mergeNodeDeletion(body, item, unit, base);
        break;
      case 'include': {
        const lowered = this._state.included(item.index, unit);
        if (lowered !== undefined) {
          this._lists.push({ body, items: lowered.items, unit: lowered.unit, base: 0, next: 0 });
        }
        break;
      }
      case 'error':
        this._mergeError(body, item, unit, base);
        break;
      default:
        this._state.problem(
          'syntax-error',
          'This statement may only stand outside of all nodes',
          spanOf({ item, unit, base }),
        );
    }
  }

  /** What could not be read breaks the node that it stands in, and the property that it ends. */
  private _mergeError({ node }: Body, item: ErrorItem, unit: ExpandedUnit, base: number): void {
    if (item.problem !== undefined) this._state.itemProblems([item.problem], base + item.start, unit);
    if (!item.isGap) return;
    node.isBroken = true;
    const last = this._lastProperty;
    const property = last?.node === node ? last.property.item : undefined;
    if (property === undefined || last === undefined) return;
    const isWhole = property.end <= item.start && unit.text.charAt(base + property.end - 1) === ';';
    if (!isWhole) last.property.isBroken = true;
  }

  private _expectProperties(body: Body, item: PropertyItem | DeleteItem, unit: ExpandedUnit, base: number): void {
    if (body.children === 0 || this._saidOrder) return;
    this._saidOrder = true;
    this._state.problem('property-after-node', 'Properties must precede subnodes', spanOf({ item, unit, base }));
  }

  private _mergeProperty(body: Body, item: PropertyItem, unit: ExpandedUnit, base: number): void {
    const { node, merges } = body;
    const { name, labels, value, isPlain, problems } = item.statement;
    if (problems.length > 0) this._state.itemProblems(problems, base + item.start, unit);
    const isBroken = problems.some(({ severity }) => severity === 'error');
    if (isBroken) node.isBroken = true;
    if (!isPlain) this._state.isPlain = false;
    let property = merges ? node.properties.first(name) : undefined;
    if (property === undefined) {
      property = new MergedProperty(name, value.bytes, value.markers);
      node.appendStated(property);
    } else {
      if (property.item !== undefined && property.unit !== undefined) {
        property.events ??= [{ action: 'set', item: property.item, unit: property.unit, base: property.base }];
      }
      property.events?.push({ action: 'set', item, unit, base });
      property.value = value.bytes;
      property.markers = value.markers;
      property.deleted = false;
    }
    property.item = item;
    property.unit = unit;
    property.base = base;
    property.isBroken = isBroken;
    this._lastProperty = { node, property };
    property.hasPhandles = value.hasPhandles;
    property.hasPaths = value.hasPaths;
    if (value.incbins.length > 0) {
      includeBinaries(property, value, unit, this._state.readIncbin, ({ id, message }) => {
        this._state.problem(id, message, property.span);
        property.isBroken = true;
        node.isBroken = true;
      });
    }
    if (labels.length > 0) this._labelProperty(body, property, item, spanOf({ item, unit, base }));
  }

  private _labelProperty(
    { merges, stackUsed }: Body,
    property: MergedProperty,
    { statement: { labels, value } }: PropertyItem,
    span: Span,
  ): void {
    const places = value.bytes.length === 0 ? PLACES_OF_NAME : PLACES_OF_VALUE;
    if (stackUsed + labels.length + places > LAST_PLACE) {
      this._refuseExhausted(span);
      return;
    }
    for (let index = labels.length - 1; index >= 0; index--) {
      const label = labels[merges ? labels.length - 1 - index : index];
      if (label !== undefined) property.labelList = addLabel(property.labelList, label);
    }
  }

  private _mergePropertyDeletion({ node, merges }: Body, item: DeleteItem, unit: ExpandedUnit, base: number): void {
    const name = item.name ?? '';
    if (merges) {
      const property = node.properties.first(name);
      if (property !== undefined) this._deleteProperty(node, property, item, unit, base);
      return;
    }
    const placeholder = new MergedProperty(name, new Uint8Array(0));
    placeholder.deleted = true;
    this._state.labels.noteDeletion();
    placeholder.events = [{ action: 'delete', item, unit, base }];
    node.appendProperty(placeholder);
  }

  private _deleteProperty(
    node: MergedNode,
    property: MergedProperty,
    item: DeleteItem,
    unit: ExpandedUnit,
    base: number,
  ): void {
    property.deleted = true;
    this._state.labels.noteDeletion();
    for (const label of property.labelList ?? []) label.deleted = true;
    if (property.events === undefined && property.item !== undefined && property.unit !== undefined) {
      property.events = [{ action: 'set', item: property.item, unit: property.unit, base: property.base }];
    }
    property.events ??= [];
    property.events.push({ action: 'delete', item, unit, base });
    node.properties.noteDeletion();
  }

  private _mergeChild(body: Body, item: NodeItem, unit: ExpandedUnit, base: number): void {
    const { node, merges } = body;
    if (item.name === undefined || item.name === '') {
      const message =
        item.name === ''
          ? 'The root node stands inside of another node'
          : `A reference (&${item.reference}) opens a node inside of another node`;
      this._state.problem('syntax-error', message, spanOf({ item, unit, base }, item.nameStart, item.nameEnd));
      return;
    }
    let child = merges ? node.children.first(item.name) : undefined;
    const existed = child !== undefined;
    if (child === undefined) {
      child = new MergedNode(item.name, node);
      node.appendChild(child);
      child.omitIfNoReference = item.omitIfNoReference;
    }
    this._open(child, item, unit, base, existed);
    body.children++;
  }

  private _mergeNodeDeletion(body: Body, item: DeleteItem, unit: ExpandedUnit, base: number): void {
    const { node, merges } = body;
    body.children++;
    if (body.stackUsed + body.children + PLACES_TO_CLOSE > LAST_PLACE)
      this._refuseExhausted(spanOf({ item, unit, base }));
    if (item.name === undefined) {
      const message = `/delete-node/ of a reference (&${item.reference}) stands inside of a node: it must stand outside of all nodes`;
      this._state.problem('syntax-error', message, spanOf({ item, unit, base }, item.nameStart, item.nameEnd));
      return;
    }
    if (merges) {
      const child = node.children.first(item.name);
      if (child !== undefined) this.deleteNode(child, item, unit, base);
      return;
    }
    const placeholder = new MergedNode(item.name, node);
    placeholder.deleted = true;
    this._state.labels.noteDeletion();
    placeholder.deletedFirstBy = { item, unit, base };
    node.appendChild(placeholder);
  }

  /** Marks a node, what it has and its labels as deleted (livetree.c, `delete_node`). */
  deleteNode(node: MergedNode, item: DeleteItem, unit: ExpandedUnit, base: number): void {
    node.deleted = true;
    node.noteOtherChange();
    this._state.labels.noteDeletion();
    node.parent?.children.noteDeletion();
    for (const child of node.children.entriesWithDeleted) if (!child.deleted) this.deleteNode(child, item, unit, base);
    for (const property of node.properties.entriesWithDeleted) {
      if (!property.deleted) this._deleteProperty(node, property, item, unit, base);
    }
    for (const label of node.labelList ?? []) label.deleted = true;
  }
}
