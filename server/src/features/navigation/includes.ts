import type { Analysis } from '../../analysis.ts';
import { type WrittenInclude, writtenIncludes } from '../../devicetree/document/writtenIncludes.ts';
import { includesBelow } from '../../devicetree/expansion/units/unitsBelow.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { distinctSpans } from './sources.ts';

/** A file's name in an include, and the path that it leads to. */
export interface IncludeLink {
  readonly span: Span;
  readonly target: string;
}

/** The path of the file that the include around a place led to when a board was read; `undefined` where it led nowhere. */
export function includedPath({ board }: Analysis, place: Span): string | undefined {
  for (const { include } of includesBelow(board.units)) {
    const { file, start, end } = include.directive;
    if (file.path === place.file.path && start <= place.start && place.end <= end) return include.unit.file.path;
  }
  return undefined;
}

/** The directives that led to a file when a board was read, each once. */
export function directivesTo({ board }: Analysis, path: string): Span[] {
  const directives: Span[] = [];
  for (const { include } of includesBelow(board.units)) {
    if (include.unit.file.path === path) directives.push(include.directive);
  }
  return distinctSpans(directives);
}

/**
 * The includes of a document with the files that they lead to: on the first board that has read them, else where `find`
 * finds one. Those that lead nowhere are left out.
 */
export function includeLinks(
  analyses: readonly Analysis[],
  file: SourceFile,
  find: (include: WrittenInclude) => string | undefined,
): IncludeLink[] {
  return writtenIncludes(file).flatMap((include): IncludeLink[] => {
    let target: string | undefined;
    for (const analysis of analyses) target ??= includedPath(analysis, include.span);
    target ??= find(include);
    return target === undefined ? [] : [{ span: include.span, target }];
  });
}
