import type { ExpandedUnit } from '../server/src/devicetree/expansion/units/expandedUnit.ts';
import { SourceFile } from '../server/src/text/sourceFile.ts';

/** A unit whose text is its file's, without macros and includes. */
export function plainUnit(text: string): ExpandedUnit {
  const file = new SourceFile('board.dts', text);
  return {
    file,
    text,
    includes: [],
    problems: [],
    notes: new Map(),
    originAt: (offset) => ({
      spelling: { file, start: offset, end: offset + 1 },
      expansion: undefined,
      argument: undefined,
    }),
    sourceSpan: (start, end) => ({ file, start, end }),
  };
}
