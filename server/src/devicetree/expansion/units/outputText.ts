import type { Origin } from '../../../text/origin.ts';
import type { Span } from '../../../text/sourceFile.ts';
import type { ExpandedUnit, UnitInclude } from './expandedUnit.ts';

/** A stretch of output: a unit's own text, or what stands in for dtc's include. */
export interface Stretch {
  readonly text: string;
  originAt(offset: number): Origin;
}

/**
 * The preprocessed text in the order in which cpp writes it. dtc's `/include/` is no business of cpp's: the directive
 * stays, unless dtc alone reads the file.
 */
export function stretchesOf(unit: ExpandedUnit, preprocessed: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  const own = (from: ExpandedUnit, start: number, end: number): void => {
    if (end <= start) return;
    stretches.push({ text: from.text.slice(start, end), originAt: (offset) => from.originAt(start + offset) });
  };
  const walk = (from: ExpandedUnit): void => {
    let copied = 0;
    for (const include of from.includes) {
      own(from, copied, include.offset);
      copied = include.offset;
      if (preprocessed && include.kind === 'dtc') stretches.push(directiveOf(include));
      else walk(include.unit);
      stretches.push({ text: '\n', originAt: () => originOf(include.directive) });
    }
    own(from, copied, from.text.length);
  };
  walk(unit);
  return stretches;
}

function originOf(spelling: Span): Origin {
  return { spelling, expansion: undefined, argument: undefined };
}

function directiveOf({ directive }: UnitInclude): Stretch {
  const text = directive.file.text.slice(directive.start, directive.end);
  return {
    text,
    originAt: (offset) => originOf({ ...directive, start: Math.min(directive.start + offset, directive.end) }),
  };
}
