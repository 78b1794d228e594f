import type { Span } from '../../../text/sourceFile.ts';
import { type Cut, DtcText } from '../tokens/dtcText.ts';
import type { UnitInclude } from '../units/expandedUnit.ts';
import { type Pieces, PreprocessedUnit, type UnitParts } from '../units/preprocessedUnit.ts';
import type { FileScope } from './fileScope.ts';
import { includeRefusal, NAME_NOT_CLOSED } from './includeRefusal.ts';

/**
 * Takes dtc's own directives out of a unit's text, and reads the files they include. Where a name is not closed on its line
 * and no file has the name that dtc reads on to the next quotation mark, the text goes on with the next line: that is
 * being typed, and the next quotation mark opens another string.
 */
export function obeyDtcIncludes(scope: FileScope, made: UnitParts): UnitParts {
  const isOwnFile = scope.kind === 'dtc';
  const found = new DtcText(made.text, isOwnFile);
  const first = found.next();
  if (first === undefined && found.openQuote < 0) return made;
  const before = new PreprocessedUnit(made);
  const problems = made.problems.slice();
  const problemIncludes = made.problemIncludes.slice();
  const refuse = (id: string, message: string, span: Span) => {
    problems.push({ id, severity: 'error', message, span, related: [] });
    problemIncludes.push(includes.length);
  };
  const cuts: Cut[] = [];
  const includes: UnitInclude[] = [];
  const remaining = made.includes.slice();
  const texts: string[] = [];
  let copied = 0;
  let removed = 0;
  const takeIncludes = (limit: number) => {
    for (let next = remaining[0]; next !== undefined && next.offset <= limit; next = remaining[0]) {
      remaining.shift();
      includes.push({ ...next, offset: Math.max(0, next.offset - removed) });
    }
  };
  for (let cut = first; cut !== undefined; cut = found.next()) {
    takeIncludes(cut.start);
    const offset = cut.start - removed + 1;
    let { end } = cut;
    if (cut.include !== undefined) {
      const { name, openLineEnd } = cut.include;
      const included = name === undefined ? 'missing' : scope.include('dtc', name, 'include');
      if (included === 'missing' && openLineEnd !== undefined) {
        end = openLineEnd;
        found.goOnAt(end);
      }
      const directive = before.sourceSpan(cut.start, end);
      if (included instanceof PreprocessedUnit) includes.push({ offset, kind: 'dtc', unit: included, directive });
      const refusal =
        included === 'missing' && openLineEnd !== undefined
          ? NAME_NOT_CLOSED
          : includeRefusal(scope, 'dtc', name ?? '', included);
      if (refusal !== undefined) refuse(refusal.id, refusal.message, directive);
    }
    texts.push(made.text.slice(copied, cut.start), ' ');
    copied = end;
    removed += end - cut.start - 1;
    cuts.push({ start: cut.start, end });
  }
  takeIncludes(made.text.length);
  // Another file may close the quote, but dtc ends every string at the end of its file.
  if (found.openQuote >= 0 && isOwnFile && scope.place.level > 0) {
    const message = 'Syntax error: the string is not closed in this file';
    refuse('syntax-error', message, before.sourceSpan(found.openQuote, found.openQuote + 1));
  }
  texts.push(made.text.slice(copied));
  return {
    ...made,
    text: texts.join(''),
    pieces: cutPieces(made.pieces, cuts, made.text.length),
    includes,
    problems,
    problemIncludes,
  };
}

/** The pieces of a text from which stretches were cut, each leaving one blank that belongs to where it stood. */
function cutPieces(pieces: Pieces, cuts: readonly Cut[], length: number): Pieces {
  const at: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const parameters: number[] = [];
  const uses: Pieces['uses'][number][] = [];
  const sources: Pieces['sources'][number][] = [];
  let piece = 0;
  let offset = 0;
  const keep = (from: number, to: number) => {
    for (let begin = from; begin < to; ) {
      while (piece + 1 < pieces.at.length && (pieces.at[piece + 1] ?? 0) <= begin) piece++;
      const end = Math.min(to, Math.max(begin + 1, pieces.at[piece + 1] ?? length));
      const start = pieces.starts[piece] ?? 0;
      const isOwn = pieces.uses[piece] === undefined;
      at.push(offset);
      starts.push(isOwn ? Math.min(start + begin - (pieces.at[piece] ?? 0), pieces.ends[piece] ?? 0) : start);
      ends.push(pieces.ends[piece] ?? 0);
      parameters.push(pieces.parameters[piece] ?? -1);
      uses.push(pieces.uses[piece]);
      sources.push(pieces.sources[piece]);
      offset += end - begin;
      begin = end;
    }
  };
  let copied = 0;
  for (const cut of cuts) {
    keep(copied, cut.start);
    keep(cut.start, cut.start + 1);
    copied = cut.end;
  }
  keep(copied, length);
  return {
    at: Int32Array.from(at),
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    parameters: Int32Array.from(parameters),
    uses,
    sources,
  };
}
