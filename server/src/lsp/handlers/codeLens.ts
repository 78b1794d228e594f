import type { CodeLens, Command } from 'vscode-languageserver';
import type { Lens } from '../../features/lenses/lenses.ts';
import { lensesOf, lensTitle } from '../../features/lenses/lenses.ts';
import type { ScenarioReport } from '../../features/scenario/scenarioReport.ts';
import { succeeded } from '../../simulation/runStep.ts';
import { fileNameOf } from '../../text/fileName.ts';
import { abilitiesOf, type ClientAbilities } from '../clientAbilities.ts';
import type { LanguageFeature, ServerParts } from '../languageFeature.ts';
import { pathOfUri, rangeOfSpan } from '../positions.ts';
import { RUN_SCENARIO_COMMAND, SHOW_BOOT_LOG_COMMAND, SIMULATE_COMMAND, type SimulateArgument } from '../protocol.ts';

/** What a lens needs to say its title when the client shows it. */
interface LensData {
  readonly uri: string;
  readonly region?: string;
}

/** Above `/reserved-memory` and each region of a document: what the kernel makes of it, and a way to allocate from it. */
export const codeLens: LanguageFeature = {
  capabilities: { codeLensProvider: { resolveProvider: true } },
  serve({ connection, requests, choice, scenarios, client: params }) {
    const client = abilitiesOf(params);
    connection.onCodeLens(
      requests.answering(
        'code lenses',
        async ({ textDocument: { uri } }) => {
          const path = pathOfUri(uri);
          const [board] = path === undefined ? [] : await choice.of(path);
          if (path === undefined || board === undefined) return null;
          const { regions = true, simulate = true } = board.settings.values.codeLens ?? {};
          return lensesOf(board.analysis, path).flatMap((lens) => [
            ...(regions ? [factsLens(lens, uri)] : []),
            ...(simulate && client.commands.has(SIMULATE_COMMAND) ? simulateLens(lens, uri) : []),
          ]);
        },
        ({ textDocument: { uri } }) => scenarioLens(scenarios, client, uri),
      ),
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

/** Above a scenario: on which board it was run and what came of it; a click shows the pools step by step. */
async function scenarioLens(
  scenarios: ServerParts['scenarios'],
  client: ClientAbilities,
  uri: string,
): Promise<CodeLens[]> {
  const path = pathOfUri(uri);
  const state = path === undefined ? undefined : await scenarios.stateOf(path);
  if (state === undefined) return [];
  const { board, analysis, report } = state;
  const start = { line: 0, character: 0 };
  const range = { start, end: start };
  const isKnown = client.commands.has(RUN_SCENARIO_COMMAND);
  if (board === undefined || analysis === undefined) {
    return [{ range, command: { title: 'No board is known: open the board that this is for', command: '' } }];
  }
  const outcome = outcomeText(report);
  const title = `Run on ${fileNameOf(board.path)}, Linux ${analysis.profile.kernel}: ${outcome}`;
  return [{ range, command: { title, command: isKnown ? RUN_SCENARIO_COMMAND : '', arguments: isKnown ? [uri] : [] } }];
}

/** What came of a scenario, in a few words. */
function outcomeText({ result, problems, scenario, steps }: ScenarioReport): string {
  if (result === undefined) return 'not run';
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) return `${errors} not as expected`;
  if (scenario.expect.length > 0) return 'as expected';
  const refused = steps.filter(({ result: of }) => !succeeded(of)).length;
  return refused === 0 ? 'all steps done' : `${refused} of ${steps.length} steps end in an error`;
}
