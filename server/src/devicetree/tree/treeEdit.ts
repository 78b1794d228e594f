import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import type { Item, PropertyStatement } from '../syntax/items.ts';
import type { UnitLowering } from '../syntax/lowering.ts';
import type { ValueEdit } from '../syntax/valueEdit.ts';
import type { Placed } from './placed.ts';

/** At most this many items others have come in the place of, and at most this many moves: beyond that trees are built anew. */
const MOST_REPLACED = 2000;
const MOST_MOVES = 64;

/** How places after an offset have moved. */
type Move = Pick<ValueEdit, 'end' | 'growth'>;

/** What has come in the place of a unit; nothing is replaced or moved in a unit around one that was edited. */
interface ChangedUnit {
  readonly unit: ExpandedUnit;
  readonly replaced: ReadonlyMap<Item, Item>;
  /** Each counts from what those before it have made of the text. */
  readonly moves: readonly Move[];
}

const NOTHING_REPLACED: ReadonlyMap<Item, Item> = new Map();

/** Edits that changed nothing but values and places in the units of a board. */
export class TreeEdit {
  private readonly _changed: ReadonlyMap<ExpandedUnit, ChangedUnit>;
  /** Asked for one place after the other, most of which stand in one unit. */
  private _unchanged: ExpandedUnit | undefined;

  private constructor(changed: ReadonlyMap<ExpandedUnit, ChangedUnit>) {
    this._changed = changed;
  }

  /** What lies between two expansions of one board; `undefined` where more than values and places may be different. */
  static between(before: ExpandedUnit, after: ExpandedUnit, lowering: UnitLowering): TreeEdit | undefined {
    if (!lowering.isReadByUnits(before) || !lowering.isReadByUnits(after)) return undefined;
    const changed = new Map<ExpandedUnit, ChangedUnit>();
    return addChanges(before, after, lowering, changed) ? new TreeEdit(changed) : undefined;
  }

  /** Both edits as one, this being the first; `undefined` where too much has changed together. */
  followedBy(next: TreeEdit): TreeEdit | undefined {
    const changed = new Map(next._changed);
    for (const [before, first] of this._changed) {
      const second = next._changed.get(first.unit);
      changed.delete(first.unit);
      const both = second === undefined ? first : together(first, second);
      if (both.replaced.size > MOST_REPLACED || both.moves.length > MOST_MOVES) return undefined;
      changed.set(before, both);
    }
    return new TreeEdit(changed);
  }

  /** Whether one of the statements that were changed is such a one, with what it was before. */
  hasChanged(isOne: (before: PropertyStatement, after: PropertyStatement) => boolean): boolean {
    for (const { replaced } of this._changed.values()) {
      for (const [before, after] of replaced) {
        if (before.kind !== 'property' || after.kind !== 'property' || before.statement === after.statement) continue;
        if (isOne(before.statement, after.statement)) return true;
      }
    }
    return false;
  }

  /** Whether what stands in a unit stands in another one now. */
  changes(unit: ExpandedUnit | undefined): boolean {
    if (unit === undefined || unit === this._unchanged) return false;
    if (this._changed.has(unit)) return true;
    this._unchanged = unit;
    return false;
  }

  /** Where something stands now, and as what; the same object where that is where it stood. */
  placed<Placing extends Placed<Item>>(place: Placing): Placing {
    const changed = this.changes(place.unit) ? this._changed.get(place.unit) : undefined;
    if (changed === undefined) return place;
    const { unit, replaced, moves } = changed;
    // Only an item of the same kind comes in the place of one.
    const item = (replaced.get(place.item) ?? place.item) as Placing['item'];
    let { base } = place;
    for (const { end, growth } of moves) if (base >= end) base += growth;
    return { ...place, item, unit, base };
  }
}

function together(first: ChangedUnit, second: ChangedUnit): ChangedUnit {
  const { unit } = second;
  if (second.replaced.size === 0 && second.moves.length === 0) return { ...first, unit };
  const replaced = new Map(second.replaced);
  for (const [before, after] of first.replaced) {
    replaced.delete(after);
    replaced.set(before, second.replaced.get(after) ?? after);
  }
  return { unit, replaced, moves: second.moves.reduce(withMove, first.moves) };
}

/** Moves with another one; those of who types on in one place are one. */
function withMove(moves: readonly Move[], { end, growth }: Move): readonly Move[] {
  const last = moves.at(-1);
  if (last === undefined || last.end + last.growth !== end) return [...moves, { end, growth }];
  return [...moves.slice(0, -1), { end: last.end, growth: last.growth + growth }];
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
  changed.set(before, changedBy(since, after));
  return before.includes.every((include, index) => {
    const other = after.includes[index];
    return other !== undefined && addChanges(include.unit, other.unit, lowering, changed);
  });
}

function changedBy(since: 'same' | ValueEdit, unit: ExpandedUnit): ChangedUnit {
  if (since === 'same') return { unit, replaced: NOTHING_REPLACED, moves: [] };
  const { replaced, end, growth } = since;
  return { unit, replaced, moves: growth === 0 ? [] : [{ end, growth }] };
}
