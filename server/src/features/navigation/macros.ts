import type { Analysis } from '../../analysis.ts';
import { definitionsOf, type MacroDefinition } from '../../devicetree/expansion/units/definitions.ts';
import { type ExpandedUnit, UnitNote } from '../../devicetree/expansion/units/expandedUnit.ts';
import { unitsBelow } from '../../devicetree/expansion/units/unitsBelow.ts';
import { grouped } from '../../text/grouped.ts';

/** What each unit defines, by name: most units stay the same from edit to edit. */
const byName = new UnitNote<ReadonlyMap<string, readonly MacroDefinition[]>>();

function definedIn(unit: ExpandedUnit): ReadonlyMap<string, readonly MacroDefinition[]> {
  const known = byName.of(unit);
  if (known !== undefined) return known;
  const definitions = grouped(definitionsOf(unit), ({ name }) => name);
  byName.set(unit, definitions);
  return definitions;
}

/** Every macro that was defined while a board was read, with its last definition; those of the outer files first. */
export function macrosOf({ board }: Analysis): ReadonlyMap<string, MacroDefinition> {
  const macros = new Map<string, MacroDefinition>();
  for (const unit of unitsBelow(board.units)) {
    for (const [name, definitions] of definedIn(unit)) {
      const last = definitions.at(-1);
      if (last !== undefined && !macros.has(name)) macros.set(name, last);
    }
  }
  return macros;
}

/** The `#define`s of a name that were obeyed while a board was read, in the order of its files; each once. */
export function macroDefinitions({ board }: Analysis, name: string): MacroDefinition[] {
  return unitsBelow(board.units).flatMap((unit) => definedIn(unit).get(name) ?? []);
}

const namesOf = new WeakMap<Analysis['board'], ReadonlySet<string>>();

/** The names that were defined as macros anywhere while a board was read. */
export function macroNames({ board }: Analysis): ReadonlySet<string> {
  let names = namesOf.get(board);
  if (names === undefined) {
    names = new Set(unitsBelow(board.units).flatMap((unit) => [...definedIn(unit).keys()]));
    namesOf.set(board, names);
  }
  return names;
}
