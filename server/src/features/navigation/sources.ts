import type { Analysis } from '../../analysis.ts';
import { isBlob } from '../../devicetree/blob/readBlob.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';

/** Where the features that lead from place to place look. */
export interface NavigationSources {
  /** The boards that the document is seen through; none where no board is known. */
  readonly analyses: readonly Analysis[];
  /** The syntax tree of a file. */
  readonly documentOf: (file: SourceFile) => DocumentTree;
}

/** The texts that a person can open of those that some boards were read from, and the document itself; each path once. */
export function textsOf({ analyses }: NavigationSources, document: DocumentTree): readonly SourceFile[] {
  const texts = new Map([[document.file.path, document.file]]);
  for (const { board } of analyses) {
    for (const file of board.files) if (isOnDisk(file) && !isBlob(file)) texts.set(file.path, file);
  }
  return [...texts.values()];
}

/** Whether a file is one that somebody wrote: what a board is put together from by ourselves has a name in brackets. */
export const isOnDisk = ({ path }: SourceFile): boolean => !path.startsWith('(');

/** Some spans without those of texts that nobody wrote, each once, in the order in which they come. */
export function distinctSpans(spans: Iterable<Span>): Span[] {
  const distinct = new Map<string, Span>();
  for (const span of spans) {
    const key = `${span.start} ${span.end} ${span.file.path}`;
    if (isOnDisk(span.file) && !distinct.has(key)) distinct.set(key, span);
  }
  return [...distinct.values()];
}
