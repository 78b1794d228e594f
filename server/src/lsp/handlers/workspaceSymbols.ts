import type { CancellationToken, SymbolInformation } from 'vscode-languageserver';
import { SCATTERED_RANK } from '../../features/symbolRank.ts';
import { type FoundSymbol, workspaceSymbols as symbolsOf } from '../../features/workspaceSymbols.ts';
import type { LanguageFeature, ServerParts } from '../languageFeature.ts';
import { locationOfSpan, uriOfPath } from '../positions.ts';
import type { SourceSymbol } from '../sourceSymbols.ts';
import { SYMBOL_KINDS } from './documentSymbols.ts';

/** A list with more serves nobody. */
const MAXIMUM_SYMBOLS = 500;

/**
 * The nodes of the boards that are open, that open includes and overlays are seen through, or that were looked at lately,
 * with what became of their regions; and those of the other sources of the workspace, as they are written.
 */
export const workspaceSymbols: LanguageFeature = {
  capabilities: { workspaceSymbolProvider: true },
  serve(parts) {
    parts.connection.onWorkspaceSymbol(
      parts.requests.answering('workspace symbols', async ({ query }, token) => {
        // A client that names no query means all of them.
        const found = await symbolsFor(parts, typeof query === 'string' ? query : '', token);
        return found.slice(0, MAXIMUM_SYMBOLS).map(toProtocol);
      }),
    );
  },
};

/** The best first; of equals those of open documents, then those of the boards in view, then the others. */
async function symbolsFor(
  { boards, choice, documents, includers, symbols }: ServerParts,
  query: string,
  token: CancellationToken,
): Promise<(FoundSymbol | SourceSymbol)[]> {
  const all = [...(await choice.ofOpen()), ...(await boards.known())];
  const analyses = [...new Set(all.map(({ analysis }) => analysis))];
  const inView = symbolsOf(analyses, query);
  for (const folder of boards.folders) {
    if (!token.isCancellationRequested) await choice.indexed(`${folder}/.`);
  }
  const read = new Set(analyses.flatMap(({ board }) => board.files.map(({ path }) => path)));
  const isFar = (path: string): number => (documents.isOpen(path) ? 0 : read.has(path) ? 1 : 2);
  const others = includers
    .sources()
    .filter(({ path }) => !read.has(path))
    .sort((one, other) => isFar(one.path) - isFar(other.path));
  const written = await symbols.find(others, query.trim().toLowerCase(), {
    most: MAXIMUM_SYMBOLS,
    seeksScattered: inView.every(({ rank }) => rank >= SCATTERED_RANK),
    isCancelled: () => token.isCancellationRequested,
  });
  return [...inView, ...written].sort(
    (one, other) => one.rank - other.rank || isFar(pathOf(one)) - isFar(pathOf(other)),
  );
}

const pathOf = (symbol: FoundSymbol | SourceSymbol): string => ('span' in symbol ? symbol.span.file.path : symbol.path);

function toProtocol(symbol: FoundSymbol | SourceSymbol): SymbolInformation {
  const { name, kind, container } = symbol;
  const location =
    'span' in symbol ? locationOfSpan(symbol.span) : { uri: uriOfPath(symbol.path), range: symbol.range };
  return { name, kind: SYMBOL_KINDS[kind], location, containerName: container };
}
