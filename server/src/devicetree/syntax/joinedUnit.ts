import { type Origin, placeInText } from '../../text/origin.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import { flatten } from '../expansion/units/flatten.ts';

/**
 * A unit with the texts of all that it includes in their places: what dtc reads. It is needed where an include stands
 * inside of a statement, or where a file opens what another closes.
 */
export class JoinedUnit implements ExpandedUnit {
  readonly file: SourceFile;
  readonly text: string;
  readonly includes = [];
  readonly problems = [];
  readonly notes = new Map<object, unknown>();
  readonly originAt: (offset: number) => Origin;

  constructor(unit: ExpandedUnit) {
    const { text, originAt } = flatten(unit);
    this.file = unit.file;
    this.text = text;
    this.originAt = originAt;
  }

  /** Where a stretch begins and ends in two files, only the part in the first. */
  sourceSpan(start: number, end: number): Span {
    const first = placeInText(this.originAt(start));
    const last = placeInText(this.originAt(Math.max(start, end - 1)));
    if (end <= start) return { file: first.file, start: first.start, end: first.start };
    if (last.file !== first.file) return first;
    return { file: first.file, start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
  }
}
