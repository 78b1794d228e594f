import type { DocumentHighlight } from 'vscode-languageserver';
import { DocumentHighlightKind } from 'vscode-languageserver';
import { referencesAt } from '../../features/navigation/references.ts';
import { askedDocument, type LanguageFeature } from '../languageFeature.ts';
import { navigationSources } from '../navigationSources.ts';
import { locationOfSpan, offsetOf, rangeOfSpan } from '../positions.ts';

/** All places that name what is named at a place: in the files of its boards, and marked in the document itself. */
export const references: LanguageFeature = {
  capabilities: { referencesProvider: true, documentHighlightProvider: true },
  serve(parts) {
    const { connection, requests } = parts;
    connection.onReferences(
      requests.answering('references', async ({ textDocument, position, context }) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined) return null;
        const offset = offsetOf(document.file, position);
        const found = referencesAt(navigationSources(parts, document), document.tree, offset);
        const places = found?.places.filter(({ role }) => context.includeDeclaration || role !== 'definition');
        return places?.map(({ span }) => locationOfSpan(span)) ?? null;
      }),
    );
    connection.onDocumentHighlight(
      requests.answering('document highlight', async ({ textDocument, position }) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined) return null;
        const { file, tree, path } = document;
        const found = referencesAt(navigationSources(parts, document), tree, offsetOf(file, position), path);
        return found?.places.map(
          ({ span, role }): DocumentHighlight => ({
            range: rangeOfSpan(span),
            kind: role === 'reference' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
          }),
        );
      }),
    );
  },
};
