import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import type { Item } from '../syntax/items.ts';
import type { UnitLowering } from '../syntax/lowering.ts';
import type { ValueEdit } from '../syntax/valueEdit.ts';
import type { DeviceTreeNode } from './deviceTree.ts';
import type { Placed } from './placed.ts';

/** What has come in the place of a unit. */
interface ChangedUnit {
  readonly unit: ExpandedUnit;
  /** Absent where the items are the same, as in a unit around one that was edited. */
  readonly edit: ValueEdit | undefined;
}

/** A node of which values have changed, in the tree before an edit and in the one after it. */
export interface ChangedNode {
  readonly before: DeviceTreeNode;
  readonly after: DeviceTreeNode;
}

/** An edit that changed nothing but values and places in the units of a board. */
export class TreeEdit {
  readonly #changed: ReadonlyMap<ExpandedUnit, ChangedUnit>;
  /** Asked for every place of a tree, most of which stand in one unit after the other. */
  #unchanged: ExpandedUnit | undefined;

  private constructor(changed: ReadonlyMap<ExpandedUnit, ChangedUnit>) {
    this.#changed = changed;
  }

  /** What lies between two expansions of one board; `undefined` where more than values and places may be different. */
  static between(before: ExpandedUnit, after: ExpandedUnit, lowering: UnitLowering): TreeEdit | undefined {
    if (!lowering.isReadByUnits(before) || !lowering.isReadByUnits(after)) return undefined;
    const changed = new Map<ExpandedUnit, ChangedUnit>();
    return addChanges(before, after, lowering, changed) ? new TreeEdit(changed) : undefined;
  }

  /** Whether what stands in a unit stands in another one now. */
  changes(unit: ExpandedUnit | undefined): boolean {
    if (unit === undefined || unit === this.#unchanged) return false;
    if (this.#changed.has(unit)) return true;
    this.#unchanged = unit;
    return false;
  }

  /** Where something stands now, and as what; the same object where that is where it stood. */
  placed<Placing extends Placed<Item>>(place: Placing): Placing {
    if (!this.changes(place.unit)) return place;
    const changed = this.#changed.get(place.unit);
    if (changed === undefined) return place;
    const { unit, edit } = changed;
    if (edit === undefined) return { ...place, unit };
    // Only an item of the same kind comes in the place of one.
    const item = (edit.replaced.get(place.item) ?? place.item) as Placing['item'];
    return { ...place, item, unit, base: place.base < edit.end ? place.base : place.base + edit.growth };
  }
}

function addChanges(
  before: ExpandedUnit,
  after: ExpandedUnit,
  lowering: UnitLowering,
  changed: Map<ExpandedUnit, ChangedUnit>,
): boolean {
  if (before === after) return true;
  const known = changed.get(before);
  if (known !== undefined) return known.unit === after;
  const since = before.includes.length === after.includes.length ? lowering.editSince(before, after) : undefined;
  // Where a reservation stands is read once.
  if (since === undefined || lowering.lower(after).items.some(({ kind }) => kind === 'memory-reservation'))
    return false;
  changed.set(before, { unit: after, edit: since === 'same' ? undefined : since });
  return before.includes.every((include, index) => {
    const other = after.includes[index];
    return other !== undefined && addChanges(include.unit, other.unit, lowering, changed);
  });
}
