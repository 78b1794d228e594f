import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import { skipSpace } from './dtsCharacters.ts';
import type { Item, ItemProblem } from './items.ts';
import type { ValueEdit } from './valueEdit.ts';

/** What a unit by itself says. */
export interface UnitReading {
  readonly items: readonly Item[];
  /** The first place at which dtc could not read it, where there is one; the problem counts from `start`. */
  readonly firstError: { readonly start: number; readonly end: number; readonly problem: ItemProblem } | undefined;
  /** Whether only its text and those around it, joined, show what is meant. */
  readonly needsJoining: boolean;
  /** Whether errors in it leave open where its nodes begin and end. */
  readonly isShapeUnknown: boolean;
  /** Where all that is wrong stands between two statements and is about nothing else: between which offsets. */
  readonly wrong: Stretch | undefined;
}

/** The offsets at which something begins and ends. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Whether the parser need not see what it has accepted before, or sees all of every text; both ways read the same. */
export type Parsing = 'abridged' | 'whole';

/** A reading of a unit before an edit of its text. */
export interface EditedReading extends UnitReading {
  readonly unit: ExpandedUnit;
}

/** What an edited text says, read from what it said before. */
export interface ReadEdit {
  readonly reading: UnitReading;
  /** Set where nothing but values and places have changed. */
  readonly valueEdit: ValueEdit | undefined;
}

/** Whether nothing but white space stands between an include and an error: what was included may be part of it. */
export function isAfterInclude({ includes, text }: ExpandedUnit, error: number): boolean {
  const last = includes.findLast(({ offset }) => offset <= error);
  return last !== undefined && skipSpace(text, last.offset, text.length) >= error;
}
