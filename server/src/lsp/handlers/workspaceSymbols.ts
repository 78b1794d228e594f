import type { SymbolInformation } from 'vscode-languageserver';
import { workspaceSymbols as symbolsOf } from '../../features/workspaceSymbols.ts';
import type { LanguageFeature } from '../languageFeature.ts';
import { locationOfSpan } from '../positions.ts';
import { SYMBOL_KINDS } from './documentSymbols.ts';

/** The nodes of the boards that are open, or that open includes and overlays are seen through. */
export const workspaceSymbols: LanguageFeature = {
  capabilities: { workspaceSymbolProvider: true },
  serve({ connection, requests, choice, documents }) {
    connection.onWorkspaceSymbol(
      requests.answering('workspace symbols', async ({ query }) => {
        const boards = (await Promise.all(documents.paths.map((path) => choice.of(path)))).flat();
        const analyses = [...new Set(boards.map(({ analysis }) => analysis))];
        return symbolsOf(analyses, query).map(
          ({ name, kind, container, span }): SymbolInformation => ({
            name,
            kind: SYMBOL_KINDS[kind],
            location: locationOfSpan(span),
            containerName: container,
          }),
        );
      }),
    );
  },
};
