import type { Problem } from '../../text/problem.ts';
import type { ExpandedUnit } from '../expansion/expandedUnit.ts';
import { JoinedUnit } from './joinedUnit.ts';
import type { DevicetreeParser } from './parser.ts';
import { UnitReader, type UnitReading } from './unitReader.ts';

/** A unit read into items. */
export interface LoweredUnit extends UnitReading {
  readonly unit: ExpandedUnit;
}

/** The units of a board read into items. */
export interface LoweredBoard extends LoweredUnit {
  /** Where dtc fails on the whole text, if that is not what the units tell by themselves. */
  readonly joinedError: Problem | undefined;
}

const NOT_SPACE = /\S/;

/**
 * Reads expanded units into items, each once: what was read is kept for as long as the unit lives.
 */
export class UnitLowering {
  readonly #reader: UnitReader;
  readonly #lowered = new WeakMap<ExpandedUnit, LoweredUnit>();
  /** By the unit that is joined with what it includes. */
  readonly #joined = new WeakMap<ExpandedUnit, LoweredUnit>();
  #parsed = 0;

  constructor(parser: DevicetreeParser) {
    this.#reader = new UnitReader(parser);
  }

  /** How many units were parsed so far. */
  get parsed(): number {
    return this.#parsed;
  }

  /**
   * The items of a board's outermost unit, its includes among them. Where an include cuts a statement in two, or a file
   * opens what another closes, the board is read as one text: if that can be read it is what the board says, and else
   * its first error is dtc's, while the units by themselves still tell the most.
   */
  lowerBoard(unit: ExpandedUnit): LoweredBoard {
    const own = this.lower(unit);
    if (unit.includes.length === 0 || !this.#someNeedsJoining(unit, new Set()))
      return { ...own, joinedError: undefined };
    let joined = this.#joined.get(unit);
    if (joined === undefined) {
      joined = this.lower(new JoinedUnit(unit));
      this.#joined.set(unit, joined);
    }
    const { firstError } = joined;
    if (firstError === undefined) return { ...joined, joinedError: undefined };
    const span = joined.unit.sourceSpan(firstError.start, firstError.end);
    const { message } = firstError;
    return { ...own, joinedError: { id: 'syntax-error', severity: 'error', message, span, related: [] } };
  }

  #someNeedsJoining(unit: ExpandedUnit, seen: Set<ExpandedUnit>): boolean {
    if (seen.has(unit)) return false;
    seen.add(unit);
    if (this.lower(unit).needsJoining) return true;
    return unit.includes.some((include) => this.#someNeedsJoining(include.unit, seen));
  }

  /** The items of a unit; its includes are among them and not looked into. */
  lower(unit: ExpandedUnit): LoweredUnit {
    let lowered = this.#lowered.get(unit);
    if (lowered === undefined) {
      lowered = { unit, ...this.#read(unit) };
      this.#lowered.set(unit, lowered);
    }
    return lowered;
  }

  /** A header of nothing but macros, or a file of nothing but includes, asks for no parser. */
  #read(unit: ExpandedUnit): UnitReading {
    if (!NOT_SPACE.test(unit.text)) {
      const items = unit.includes.map(
        ({ offset }, index) => ({ kind: 'include', start: offset, end: offset, index }) as const,
      );
      return { items, firstError: undefined, needsJoining: false };
    }
    this.#parsed++;
    return this.#reader.read(unit);
  }
}
