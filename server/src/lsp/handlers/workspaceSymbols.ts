import type { SymbolInformation } from 'vscode-languageserver';
import { workspaceSymbols as symbolsOf } from '../../features/workspaceSymbols.ts';
import type { LanguageFeature } from '../languageFeature.ts';
import { locationOfSpan } from '../positions.ts';
import { SYMBOL_KINDS } from './documentSymbols.ts';

/** The nodes of the boards that are open, that open includes and overlays are seen through, or that were looked at lately. */
export const workspaceSymbols: LanguageFeature = {
  capabilities: { workspaceSymbolProvider: true },
  serve({ connection, requests, boards, choice }) {
    connection.onWorkspaceSymbol(
      requests.answering('workspace symbols', async ({ query }) => {
        const all = [...(await choice.ofOpen()), ...(await boards.known())];
        const analyses = [...new Set(all.map(({ analysis }) => analysis))];
        // A client that names no query means all of them.
        return symbolsOf(analyses, typeof query === 'string' ? query : '').map(
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
