import type { CodeLens, Command } from 'vscode-languageserver';
import type { Lens } from '../../features/lenses/lenses.ts';
import { lensesOf, lensTitle } from '../../features/lenses/lenses.ts';
import { abilitiesOf, type ClientAbilities } from '../clientAbilities.ts';
import type { LanguageFeature } from '../languageFeature.ts';
import { pathOfUri, rangeOfSpan } from '../positions.ts';
import { SHOW_BOOT_LOG_COMMAND, SIMULATE_COMMAND, type SimulateArgument } from '../protocol.ts';

/** What a lens needs to say its title when the client shows it. */
interface LensData {
  readonly uri: string;
  readonly region?: string;
}

/** Above `/reserved-memory` and each region of a document: what the kernel makes of it, and a way to allocate from it. */
export const codeLens: LanguageFeature = {
  capabilities: { codeLensProvider: { resolveProvider: true } },
  serve({ connection, requests, choice, client: params }) {
    const client = abilitiesOf(params);
    connection.onCodeLens(
      requests.answering('code lenses', async ({ textDocument: { uri } }) => {
        const path = pathOfUri(uri);
        const [board] = path === undefined ? [] : await choice.of(path);
        if (path === undefined || board === undefined) return null;
        const { regions = true, simulate = true } = board.settings.values.codeLens ?? {};
        return lensesOf(board.analysis, path).flatMap((lens) => [
          ...(regions ? [factsLens(lens, uri)] : []),
          ...(simulate && client.commands.has(SIMULATE_COMMAND) ? simulateLens(lens, uri) : []),
        ]);
      }),
    );
    connection.onCodeLensResolve(
      requests.answering<CodeLens & { readonly uri?: string }, CodeLens>('code lens', async (lens) => {
        const { uri, region } = lens.data as LensData;
        const path = pathOfUri(uri);
        const [board] = path === undefined ? [] : await choice.of(path);
        const title = board === undefined ? undefined : lensTitle(board.analysis, region);
        return { range: lens.range, command: factsCommand(title ?? 'no region of the board', client) };
      }),
    );
  },
};

function factsLens({ span, region }: Lens, uri: string): CodeLens {
  const data: LensData = region === undefined ? { uri } : { uri, region };
  return { range: rangeOfSpan(span), data };
}

/** Facts are no command; where the client has one they lead to the boot log, in which they are read. */
function factsCommand(title: string, client: ClientAbilities): Command {
  return { title, command: client.commands.has(SHOW_BOOT_LOG_COMMAND) ? SHOW_BOOT_LOG_COMMAND : '' };
}

function simulateLens({ span, heap }: Lens, uri: string): CodeLens[] {
  if (heap === undefined) return [];
  const argument: SimulateArgument = { uri, heap };
  const command = { title: 'Simulate…', command: SIMULATE_COMMAND, arguments: [argument] };
  return [{ range: rangeOfSpan(span), command }];
}
