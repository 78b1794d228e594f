import { cellAt } from '../../text/cells.ts';
import { Remembered } from '../../text/remembered.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import type { DeleteItem, PropertyItem, PropertyValue } from '../syntax/items.ts';
import { ValueReader } from '../syntax/propertyValue.ts';
import type { ValueMarker } from '../syntax/valueMarker.ts';
import type { DeviceTreeProperty, SourceEvent } from './deviceTree.ts';
import { livingNames, type MergedLabel } from './mergedLabel.ts';
import { NO_PHANDLE } from './phandle.ts';
import { spanOf } from './placed.ts';
import type { TreeEdit } from './treeEdit.ts';
import { setCell } from './valueBytes.ts';
import { ValuePlaces } from './valuePlaces.ts';

/** Says where the pieces of values stand. One for all: it has room for thousands of names and bytes from the start. */
const PLACES = new ValueReader(undefined);

type PropertyEvent =
  | { readonly action: 'set'; readonly item: PropertyItem; readonly unit: ExpandedUnit; readonly base: number }
  | {
      readonly action: 'delete';
      readonly item: DeleteItem;
      readonly unit: ExpandedUnit;
      readonly base: number;
    };

/** A value of more pieces is read once for all who ask where they stand: a list of regions can have thousands. */
const SHORT_VALUE = 16;

const LONG_VALUES = new Remembered<
  MergedProperty,
  { readonly item: PropertyItem; readonly value: Uint8Array; readonly places: ValuePlaces }
>();

const NO_MARKERS: readonly ValueMarker[] = [];

/** A property while the tree is built, and afterwards as its readers see it. */
export class MergedProperty implements DeviceTreeProperty {
  readonly name: string;
  deleted = false;
  labelList: MergedLabel[] | undefined;
  /** The statement that set the value which stands; absent for what dtc generates. */
  item: PropertyItem | undefined;
  unit: ExpandedUnit | undefined;
  base = 0;
  /** What the source says and references make of it; until then the item's own bytes. */
  value: Uint8Array;
  markers: readonly ValueMarker[];
  /** Whether references in its cells, and paths, are to be resolved. */
  hasPhandles = false;
  hasPaths = false;
  isBroken = false;
  /** Oldest first, the current setting included; absent while there was only the one. */
  events: PropertyEvent[] | undefined;

  constructor(name: string, value: Uint8Array, markers: readonly ValueMarker[] = NO_MARKERS) {
    this.name = name;
    this.value = value;
    this.markers = markers;
  }

  /** The property that an edit of values puts in the place of this one, of a finished tree; this one where it stays. */
  succeededBy(edit: TreeEdit): MergedProperty {
    const { item, unit, events } = this;
    if (!edit.changes(unit) && !events?.some((event) => edit.changes(event.unit))) return this;
    const property = new MergedProperty(this.name, this.value, this.markers);
    property.labelList = this.labelList;
    property.deleted = this.deleted;
    property.hasPhandles = this.hasPhandles;
    property.hasPaths = this.hasPaths;
    property.isBroken = this.isBroken;
    property.events = events?.map((event) => edit.placed(event));
    if (item === undefined || unit === undefined) return property;
    const place = edit.placed({ item, unit, base: this.base });
    property.item = place.item;
    property.unit = place.unit;
    property.base = place.base;
    if (place.item.statement !== item.statement) property._setValue(place.item.statement.value, this);
    return property;
  }

  /** Takes a value of which the references stand for the same nodes, one after the other, as those of an earlier one. */
  private _setValue({ bytes, markers }: PropertyValue, before: MergedProperty): void {
    this.value = bytes;
    this.markers = markers;
    if (!this.hasPhandles) return;
    this.value = bytes.slice();
    const places = before.markers.filter(({ kind }) => kind === 'phandle');
    let reference = 0;
    for (const { kind, offset } of markers) {
      if (kind !== 'phandle') continue;
      setCell(this.value, offset, cellAt(before.value, places[reference++]?.offset ?? 0) ?? NO_PHANDLE);
    }
  }

  get labels(): readonly string[] {
    return livingNames(this.labelList);
  }

  get span(): Span | undefined {
    return this.item === undefined || this.unit === undefined
      ? undefined
      : spanOf({ item: this.item, unit: this.unit, base: this.base });
  }

  get history(): readonly SourceEvent[] {
    if (this.events !== undefined) return this.events.map((event) => ({ action: event.action, span: spanOf(event) }));
    const { span } = this;
    return span === undefined ? [] : [{ action: 'set', span }];
  }

  valueSpan(start: number, end: number): Span | undefined {
    const { item, unit } = this;
    if (item === undefined || unit === undefined) return undefined;
    const textStart = this.base + item.start;
    const textEnd = this.base + item.end;
    const equals = unit.text.indexOf('=', textStart + 1);
    if (equals < 0 || equals >= textEnd) return this.span;
    if (item.statement.value.incbins.length > 0) return this.span;
    const range = this._placesIn(unit.text, equals + 1, textEnd, item).rangeOf(start, end);
    return range === undefined ? this.span : unit.sourceSpan(range.start, range.end);
  }

  /** Where the pieces of the value are written, whose text stands at `[start, end)`. */
  private _placesIn(text: string, start: number, end: number, item: PropertyItem): ValuePlaces {
    const { value } = this;
    const known = LONG_VALUES.get(this);
    if (known?.item === item && known.value === value) return known.places;
    const places = new ValuePlaces(PLACES.pieces(text, start, end), item.statement.value.bytes.length, value);
    if (places.count > SHORT_VALUE) LONG_VALUES.set(this, { item, value, places });
    return places;
  }
}
