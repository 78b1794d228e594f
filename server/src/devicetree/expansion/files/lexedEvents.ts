import type { Definition } from '../macros/defineDirective.ts';
import type { DirectiveName } from '../tokens/directiveNames.ts';

/** A directive's line. */
export interface Directive {
  readonly name: DirectiveName;
  /** The offset of its `#`, of the text after its name, and of the line feed (or end of text) after it all. */
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
  /** Where it stands among the events. */
  readonly event: number;
  /** Of a `#define`, once it was obeyed: what it says. */
  definition: Definition | undefined;
}

/** An event that is white space in place of a comment or of null bytes. */
export const GAP = -1;

/** An event that is a double quote which nothing closes on its line, with the rest of the line. */
export const OPEN_QUOTE = -2;

/** The value of the first directive; the next ones are below it. */
const FIRST_DIRECTIVE = -3;

/** The index of the directive that an event's value stands for; negative for no directive. */
export function directiveOfEvent(value: number): number {
  return FIRST_DIRECTIVE - value;
}

/** The value of the event that is the directive of an index. */
export const eventOfDirective = (index: number): number => FIRST_DIRECTIVE - index;

/** Where the identifiers, comments and directives of a file are. */
export interface LexedEvents {
  /** Where each event begins and ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** An identifier's symbol (not negative), `GAP`, `OPEN_QUOTE`, or a directive. */
  readonly values: Int32Array;
  readonly directives: readonly Directive[];
}

/** The first event that begins at or after an offset. */
export function firstEventFrom(starts: Int32Array, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
