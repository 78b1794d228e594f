import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { Remark } from '../remarks.ts';
import type { RichText } from '../richText.ts';

/** A place of a document that somebody points at, seen on a board. */
export interface HoverAsked {
  readonly analysis: Analysis;
  readonly document: DocumentTree;
  /** In bytes. */
  readonly offset: number;
  /** The kernels for which heaps are named besides the profile's. */
  readonly kernels: readonly string[];
  /** What the rules found on the board. */
  readonly remarks: readonly Remark[];
}

/** What is said of a place, and the stretch of the document that it is about. */
export interface Hover {
  readonly text: RichText;
  readonly span: Span;
}
