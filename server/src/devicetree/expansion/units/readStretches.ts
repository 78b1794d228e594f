import { appendAll } from '../../../text/appendAll.ts';
import { definitionsOf } from './definitions.ts';
import type { ExpandedUnit } from './expandedUnit.ts';
import { PreprocessedUnit } from './preprocessedUnit.ts';

/** A stretch of a file, in bytes. */
interface FileStretch {
  readonly start: number;
  readonly end: number;
}

/**
 * The stretches of a unit's own file that had an effect: text that was copied or expanded, white space aside, macros
 * that were defined, and files that were included. In order, without overlaps.
 */
export function readStretches(unit: ExpandedUnit): FileStretch[] {
  const stretches: FileStretch[] = unit.includes.map(({ directive }) => directive);
  for (const { span } of definitionsOf(unit)) stretches.push(span);
  if (unit instanceof PreprocessedUnit) appendAll(stretches, copied(unit));
  else stretches.push({ start: 0, end: unit.file.text.length });
  stretches.sort((one, other) => one.start - other.start);
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of stretches) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else if (end > start) joined.push({ start, end });
  }
  return joined;
}

/** What was copied as it stands, without the white space around it, and the uses of macros. */
function* copied({ clean, pieces }: PreprocessedUnit): Iterable<FileStretch> {
  for (let piece = 0; piece < pieces.at.length; piece++) {
    let use = pieces.uses[piece];
    if (use !== undefined) {
      while (use.parent !== undefined) use = use.parent;
      yield clean.span(use.start, use.end);
      continue;
    }
    const text = clean.text.slice(pieces.starts[piece] ?? 0, pieces.ends[piece] ?? 0);
    const start = (pieces.starts[piece] ?? 0) + text.search(/\S|$/);
    const end = (pieces.starts[piece] ?? 0) + text.trimEnd().length;
    if (end > start) yield clean.span(start, end);
  }
}
