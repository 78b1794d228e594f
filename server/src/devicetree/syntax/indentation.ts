import type { SourceFile } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';

/** How far a tab moves the column of what follows it. */
export const TAB = 8;

/**
 * The column, counted from 0 with tabs of 8, at which the line begins in its file that made an offset of a unit's text.
 * In the text itself it may stand elsewhere: where a string is open the preprocessor indents lines by blanks.
 */
export function indentationAt(unit: ExpandedUnit, offset: number): number {
  const { file, start } = unit.sourceSpan(offset, offset + 1);
  return columnOfLine(file, start);
}

/** The column, counted from 0 with tabs of 8, at which the line of an offset of a file's text begins, or the offset itself. */
export function columnOfLine({ text, lines }: SourceFile, start: number): number {
  let column = 0;
  for (let at = lines.startOf(lines.lineOf(start)); at < start; at++) {
    const character = text.charAt(at);
    if (character === '\t') column += TAB - (column % TAB);
    else if (character === ' ') column++;
    else break;
  }
  return column;
}
