import type { MacroExpansion } from '../../../text/origin.ts';
import type { Span } from '../../../text/sourceFile.ts';
import type { MacroUse } from '../tokens/macroUse.ts';
import type { ExpandedUnit } from './expandedUnit.ts';
import { PreprocessedUnit } from './preprocessedUnit.ts';

/** A macro as a file's text uses it, and what came of it. */
export interface ExpandedUse {
  readonly macro: string;
  /** Its name, with its arguments in parentheses. */
  readonly span: Span;
  /** What stands in its place after preprocessing. */
  readonly text: string;
  /** It, and after it the uses that its body or arguments brought in, in the order in which they were expanded. */
  readonly steps: readonly MacroExpansion[];
}

/** At most this many uses within one are named. */
const MOST_STEPS = 32;

/**
 * The innermost use of a macro at an offset of a unit's file, as that file writes it: one in another's body is part of
 * that. `undefined` where none is, where it left nothing, and in a file that was not preprocessed.
 */
export function expandedUseAt(unit: ExpandedUnit, offset: number): ExpandedUse | undefined {
  if (!(unit instanceof PreprocessedUnit)) return undefined;
  const { clean, pieces, text } = unit;
  const looked = new Set<MacroUse>();
  let found: { readonly use: MacroUse; readonly span: Span; readonly piece: number } | undefined;
  for (const [piece, innermost] of pieces.uses.entries()) {
    for (let use = innermost; use !== undefined && !looked.has(use); use = use.parent) {
      looked.add(use);
      if (use.source !== clean) continue;
      const span = clean.span(use.start, use.end);
      if (offset < span.start || offset > span.end) continue;
      if (found === undefined || span.end - span.start < found.span.end - found.span.start)
        found = { use, span, piece };
    }
  }
  if (found === undefined) return undefined;
  const steps = new Set<MacroUse>();
  let last = found.piece;
  for (; last < pieces.at.length && isWithin(pieces.uses[last], found.use); last++) {
    addSteps(pieces.uses[last], found.use, steps);
  }
  const end = pieces.at[last] ?? text.length;
  return {
    macro: found.use.macro.name,
    span: found.span,
    text: text.slice(pieces.at[found.piece] ?? 0, end).trim(),
    steps: [...steps].sort((one, other) => one.serial - other.serial).map(({ expansion }) => expansion),
  };
}

function isWithin(use: MacroUse | undefined, outer: MacroUse): boolean {
  for (let at = use; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}

function addSteps(use: MacroUse | undefined, outer: MacroUse, steps: Set<MacroUse>): void {
  for (let at = use; at !== undefined && steps.size < MOST_STEPS; at = at.parent) {
    steps.add(at);
    if (at === outer) return;
  }
}
