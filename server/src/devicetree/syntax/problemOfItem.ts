import type { Fix, SpanEdit } from '../../text/fix.ts';
import type { Problem } from '../../text/problem.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import { TAB } from './indentation.ts';
import type { ItemProblem, MissingPart, MissingText } from './items.ts';

/** What is said of the place at which dtc reports a fault, where a person would mend it elsewhere. */
export const DTC_PLACE = 'dtc reports it here';

/**
 * A problem of an item that stands at an offset of a unit's text. What is missing is reported at the end of the token
 * before it, with a fix, and where dtc stops is a related place.
 */
export function problemOfItem(item: ItemProblem, start: number, unit: ExpandedUnit): Problem {
  const { id, severity, message, missing } = item;
  const span = unit.sourceSpan(start + item.start, start + item.end);
  const unknown = item.isUnknownName === true ? { isUnknownName: true } : {};
  const problem = { id, severity, message, span, related: [], ...unknown };
  if (missing === undefined || start + missing.after <= 0) return problem;
  const token = lastCharacter(unit, start + missing.after);
  // In one use of a macro there is no place between the two.
  if (token.file === span.file && span.start < token.end && span.end > token.start) return problem;
  const fixes = fixesOf(missing, start, unit);
  return { ...problem, span: token, related: [{ span, message: DTC_PLACE }], fixes };
}

/** The last character of the token that ends at an offset of a unit's text, in its file. */
function lastCharacter(unit: ExpandedUnit, end: number): Span {
  const span = unit.sourceSpan(end - 1, end);
  return { ...span, start: Math.max(span.start, span.end - 1) };
}

function fixesOf({ parts, isCertain }: MissingText, start: number, unit: ExpandedUnit): Fix[] {
  if (parts.length === 0) return [];
  const title = `Add ${parts.map(({ text }) => `\`${text}\``).join(' and ')}`;
  return [{ title, edits: editsOf(parts, start, unit), preferred: isCertain }];
}

/** The edits that insert the parts, one for each place. */
function editsOf(parts: readonly MissingPart[], start: number, unit: ExpandedUnit): SpanEdit[] {
  const edits = new Map<string, SpanEdit>();
  let line: Line | undefined;
  for (const { after, text, column } of parts) {
    const { file, end } = lastCharacter(unit, start + after);
    if (column !== undefined) line = lineAt(file, end, line);
    const at = column === undefined || line === undefined ? end : line.end;
    const newline = file.text.startsWith('\r\n', at) ? '\r\n' : '\n';
    const newText = column === undefined ? text : `${newline}${indentation(column)}${text}`;
    const key = `${at} ${file.path}`;
    const earlier = edits.get(key)?.newText ?? '';
    edits.set(key, { span: { file, start: at, end: at }, newText: earlier + newText });
  }
  return [...edits.values()];
}

/** The rest of a line from an offset on, and where the line ends. */
interface Line {
  readonly file: SourceFile;
  readonly from: number;
  readonly end: number;
}

/** The rest of the line at an offset. Parts by the thousand may be missing in one long line: the one before is mostly the same. */
function lineAt(file: SourceFile, from: number, before: Line | undefined): Line {
  if (before?.file === file && before.from <= from && from <= before.end) return before;
  const length = file.text.slice(from).search(/[\r\n]/);
  return { file, from, end: length < 0 ? file.text.length : from + length };
}

function indentation(column: number): string {
  return '\t'.repeat(Math.floor(column / TAB)) + ' '.repeat(column % TAB);
}
