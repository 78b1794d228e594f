import type { DocumentLink } from 'vscode-languageserver';
import type { WrittenInclude } from '../../devicetree/document/writtenIncludes.ts';
import { CandidatePaths } from '../../devicetree/expansion/files/includeSearch.ts';
import { includeLinks } from '../../features/navigation/includes.ts';
import { folderOf } from '../../workspace/path.ts';
import { askedDocument, type LanguageFeature } from '../languageFeature.ts';
import { rangeOfSpan, uriOfPath } from '../positions.ts';

/** The files that a document includes, as links on their names. */
export const documentLinks: LanguageFeature = {
  capabilities: { documentLinkProvider: { resolveProvider: false } },
  serve(parts) {
    const { connection, requests, documents, boards } = parts;
    connection.onDocumentLinks(
      requests.answering('document links', async ({ textDocument }) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined) return null;
        const { path, tree } = document;
        const analyses = document.boards.map(({ analysis }) => analysis);
        const roots = boards.includeRoots(path);
        const candidates = new CandidatePaths(roots, roots);
        /** Where the preprocessor or dtc would find a file that no board has read, as `#if` leaves it out. */
        const find = ({ style, text }: WrittenInclude): string | undefined =>
          candidates
            .of(style, text, folderOf(path), undefined)
            .find((candidate) => documents.realPath(candidate.path) !== undefined)?.path;
        const links = await boards.read(() => includeLinks(analyses, tree, find));
        return links.map(
          ({ span, target }): DocumentLink => ({
            range: rangeOfSpan(span),
            target: uriOfPath(target),
            tooltip: target,
          }),
        );
      }),
    );
  },
};
