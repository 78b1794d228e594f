import type { CodeActionParams, Diagnostic, Position, Range } from 'vscode-languageserver';
import type { Finding } from '../../rules/finding.ts';
import { SOURCE } from '../diagnostics.ts';
import { rangeOfSpan } from '../positions.ts';

/** A finding that code actions are asked for, with the diagnostics in which the client names it. */
export interface AskedFinding<Found> {
  readonly finding: Found;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Which findings of a document a request for code actions is about: those whose diagnostics it names; where it names
 * none of ours, as clients do that know the range alone, those that its range touches.
 */
export function askedFindings<Found extends Pick<Finding, 'rule' | 'span'>>(
  findings: readonly Found[],
  { context, range }: CodeActionParams,
): AskedFinding<Found>[] {
  const placed = findings.map((finding) => ({ finding, range: rangeOfSpan(finding.span) }));
  const named = placed.flatMap(({ finding, range: at }) => {
    const diagnostics = context.diagnostics.filter(
      ({ code, source, range: shown }) =>
        code === finding.rule && (source === undefined || source === SOURCE) && isSameRange(shown, at),
    );
    return diagnostics.length === 0 ? [] : [{ finding, diagnostics }];
  });
  if (named.length > 0) return named;
  return placed
    .filter(({ range: at }) => !isBefore(at.end, range.start) && !isBefore(range.end, at.start))
    .map(({ finding }) => ({ finding, diagnostics: [] }));
}

const isBefore = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

const isSamePosition = (a: Position, b: Position): boolean => a.line === b.line && a.character === b.character;

/** Whether two ranges are the same, in whatever order their members were sent. */
const isSameRange = (a: Range, b: Range): boolean => isSamePosition(a.start, b.start) && isSamePosition(a.end, b.end);
