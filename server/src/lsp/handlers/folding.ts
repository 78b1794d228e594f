import type { FoldingRange, Position, SelectionRange } from 'vscode-languageserver';
import { FoldingRangeKind } from 'vscode-languageserver';
import { type FoldedLines, foldingRanges } from '../../features/folding.ts';
import { selectionsAround } from '../../features/selection.ts';
import { type AskedDocument, askedSource, type LanguageFeature } from '../languageFeature.ts';
import { offsetOf, rangeOfSpan } from '../positions.ts';

const KINDS: Readonly<Record<FoldedLines['kind'], FoldingRangeKind | undefined>> = {
  code: undefined,
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
  branch: FoldingRangeKind.Region,
};

/** What can be folded in a document, and what a selection grows to: both are read off its own text. */
export const folding: LanguageFeature = {
  capabilities: { foldingRangeProvider: true, selectionRangeProvider: true },
  serve(parts) {
    const { connection, requests, client } = parts;
    connection.onFoldingRanges(
      requests.answering('folding ranges', async ({ textDocument }) => {
        const document = await askedSource(parts, textDocument);
        const most = client.capabilities.textDocument?.foldingRange?.rangeLimit;
        const folds = document === undefined ? undefined : foldingRanges(document.tree).slice(0, most);
        return folds?.map(({ first, last, kind }): FoldingRange => {
          const known = KINDS[kind];
          return { startLine: first, endLine: last, ...(known === undefined ? {} : { kind: known }) };
        });
      }),
    );
    connection.onSelectionRanges(
      requests.answering('selection ranges', async ({ textDocument, positions }) => {
        const document = await askedSource(parts, textDocument);
        return document === undefined ? null : positions.map((position) => selectionAt(document, position));
      }),
    );
  },
};

function selectionAt({ file, tree }: AskedDocument, position: Position): SelectionRange {
  let around: SelectionRange | undefined;
  for (const { start, end } of selectionsAround(tree, offsetOf(file, position)).reverse()) {
    const range = rangeOfSpan({ file, start, end });
    around = around === undefined ? { range } : { range, parent: around };
  }
  return around ?? { range: { start: position, end: position } };
}
