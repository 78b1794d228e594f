import type { Span } from '../../../text/sourceFile.ts';
import type { Macro } from '../macros/macro.ts';
import type { ExpandedUnit } from './expandedUnit.ts';
import { PreprocessedUnit } from './preprocessedUnit.ts';

/** A `#define` as a person asks for it. */
export interface MacroDefinition {
  readonly name: string;
  /** From the name to the end of the body. */
  readonly span: Span;
  /** Where the name alone stands. */
  readonly nameSpan: Span;
  /** `undefined` for an object-like macro. */
  readonly parameters: readonly string[] | undefined;
  readonly variadic: boolean;
  /** The replacement as it is written, joined lines in one. */
  readonly body: string;
}

/** The `#define`s that were obeyed in a unit's own file, in order; none for a file that dtc reads alone. */
export function definitionsOf(unit: ExpandedUnit): readonly MacroDefinition[] {
  return unit instanceof PreprocessedUnit ? unit.definitions.map(describe) : [];
}

function describe(macro: Macro): MacroDefinition {
  const { source, nameStart, bodyEnd } = macro;
  return {
    name: macro.name,
    span: source.span(nameStart, bodyEnd),
    nameSpan: source.span(nameStart, nameStart + macro.name.length),
    parameters: macro.parameters,
    variadic: macro.variadic,
    body: source.text.slice(macro.bodyStart, bodyEnd),
  };
}
