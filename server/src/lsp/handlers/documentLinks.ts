import type { DocumentLink } from 'vscode-languageserver';
import { fileNameOf } from '../../text/fileName.ts';
import { includeTargets } from '../includeTargets.ts';
import { askedDocument, type LanguageFeature } from '../languageFeature.ts';
import { rangeOfSpan, uriOfPath } from '../positions.ts';

/** The files that a document includes, as links on their names. */
export const documentLinks: LanguageFeature = {
  capabilities: { documentLinkProvider: { resolveProvider: false } },
  serve(parts) {
    const { connection, requests } = parts;
    connection.onDocumentLinks(
      requests.answering('document links', async ({ textDocument }) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined) return null;
        const links = await includeTargets(parts, document.file, document.boards);
        return links.map(
          ({ span, target }): DocumentLink => ({
            range: rangeOfSpan(span),
            target: uriOfPath(target),
            // The hover of the include names the whole path.
            tooltip: `Open ${fileNameOf(target)}`,
          }),
        );
      }),
    );
  },
};
