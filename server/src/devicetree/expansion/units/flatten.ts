import type { Origin } from '../../../text/origin.ts';
import type { ExpandedUnit } from './expandedUnit.ts';

/** Where a stretch of the flat text comes from. */
interface Stretch {
  /** Where it begins in the flat text, and in the unit's text. */
  readonly at: number;
  readonly offset: number;
  readonly unit: ExpandedUnit;
}

/** A text with all that it includes in place. */
export interface FlatText {
  readonly text: string;
  /** Where the character at an offset comes from. */
  originAt(offset: number): Origin;
}

/** The whole text of a unit, with what it includes in its place. */
export function flatten(unit: ExpandedUnit): FlatText {
  const parts: string[] = [];
  const stretches: Stretch[] = [];
  let length = 0;
  const append = (from: ExpandedUnit, start: number, end: number) => {
    if (end <= start) return;
    stretches.push({ at: length, offset: start, unit: from });
    parts.push(from.text.slice(start, end));
    length += end - start;
  };
  const walk = (from: ExpandedUnit) => {
    let copied = 0;
    for (const include of from.includes) {
      append(from, copied, include.offset);
      copied = include.offset;
      walk(include.unit);
      if (parts.length > 0 && !parts.at(-1)?.endsWith('\n')) {
        parts.push('\n');
        length++;
      }
    }
    append(from, copied, from.text.length);
  };
  walk(unit);
  return {
    text: parts.join(''),
    originAt(offset) {
      const stretch = stretchAt(stretches, offset);
      return stretch === undefined ? unit.originAt(0) : stretch.unit.originAt(stretch.offset + offset - stretch.at);
    },
  };
}

function stretchAt(stretches: readonly Stretch[], offset: number): Stretch | undefined {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((stretches[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return stretches[low];
}
