import type { Connection, Diagnostic, InitializeParams } from 'vscode-languageserver';
import { isScenarioPath } from '../../simulation/scenarioPath.ts';
import { internalProblem } from '../../text/internalError.ts';
import { isConfigurationPath } from '../../workspace/configuration.ts';
import type { BoardChoice } from '../boardChoice.ts';
import { abilitiesOf, type ClientAbilities } from '../clientAbilities.ts';
import { diagnosticsByFile, diagnosticsOfProblems } from '../diagnostics.ts';
import type { EditedBoard } from '../editedBoards.ts';
import { KernelNotes } from '../kernelNotes.ts';
import type { OpenDocuments } from '../openDocuments.ts';
import { isOldVersion, pathOfUri } from '../positions.ts';
import { analysisChangedNotification } from '../protocol.ts';
import type { Refreshes } from '../refreshes.ts';
import { ReportedItems } from '../reportedItems.ts';
import { LONG_PAUSE_MILLISECONDS, type Requests } from '../requests.ts';
import type { ScenarioDocuments } from '../scenarios/scenarioDocuments.ts';

/** How long after the last edit what nobody pulls is brought up to date. */
const PAUSE_MILLISECONDS = 30;

/**
 * What is wrong, on its way to the client. Open documents are pulled, where the client can pull; the rest is pushed:
 * all documents to a client that cannot, and to every client the files that are not open but hold what a board's author
 * would change.
 */
export class Diagnostics {
  readonly #connection: Connection;
  readonly #requests: Requests;
  readonly #documents: OpenDocuments;
  readonly #boards: BoardChoice;
  readonly #client: ClientAbilities;
  readonly #pulls: boolean;
  readonly #refreshes: boolean;
  readonly #otherRefreshes: Refreshes;
  readonly #kernelNotes: KernelNotes;
  readonly #scenarios: ScenarioDocuments;
  /** By their URIs: a file that is closed may have had another spelling. */
  readonly #published = new Set<string>();
  readonly #reported = new ReportedItems();
  #upToDate: () => void = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether a change that is to be brought up to date bears on documents besides the edited one. */
  #others = false;
  /** How often something has changed. */
  #changes = 0;

  constructor(
    connection: Connection,
    requests: Requests,
    documents: OpenDocuments,
    boards: BoardChoice,
    scenarios: ScenarioDocuments,
    client: InitializeParams,
    refreshes: Refreshes,
  ) {
    this.#connection = connection;
    this.#requests = requests;
    this.#documents = documents;
    this.#boards = boards;
    this.#otherRefreshes = refreshes;
    this.#scenarios = scenarios;
    this.#kernelNotes = new KernelNotes(connection);
    this.#client = abilitiesOf(client);
    this.#pulls = client.capabilities.textDocument?.diagnostic !== undefined;
    this.#refreshes = client.capabilities.workspace?.diagnostics?.refreshSupport === true;
    connection.languages.diagnostics.on(
      requests.answeringPull('diagnostics', async ({ textDocument: { uri }, previousResultId }) => {
        const path = pathOfUri(uri);
        const version = path === undefined ? undefined : documents.versionOf(path);
        return this.#reported.reportOf(uri, version, await this.#itemsOf(uri), previousResultId);
      }),
    );
  }

  /** Calls back whenever what is wrong with the open documents is known and sent. */
  onUpToDate(upToDate: () => void): void {
    this.#upToDate = upToDate;
  }

  /**
   * Something changed: after a pause in the changes everything is brought up to date. `others` says that documents
   * besides the edited one may have something new to report.
   */
  changed(others: boolean): void {
    this.#others ||= others;
    this.#changes++;
    clearTimeout(this.#timer);
    const isLong = this.#documents.paths.some((path) => this.#documents.isLong(path));
    this.#timer = setTimeout(
      () => this.#update().catch((error) => this.#connection.console.error(String(error))),
      isLong ? LONG_PAUSE_MILLISECONDS : PAUSE_MILLISECONDS,
    );
  }

  async #itemsOf(uri: string): Promise<Diagnostic[]> {
    const path = pathOfUri(uri);
    if (path !== undefined && isScenarioPath(path)) return this.#ofScenario(path);
    // What was wrong with an earlier version is nothing to be mended.
    const { boards, failures } = await this.#boardsOf(path === undefined || isOldVersion(path) ? [] : [path]);
    const items = diagnosticsByFile([...boards], this.#client).get(path ?? '') ?? [];
    return [...items, ...[...failures.values()].flat()];
  }

  /**
   * The boards that some documents are seen through, and for each document of which this program fails to read them a
   * diagnostic that says so: it takes nothing from the others.
   */
  async #boardsOf(
    paths: readonly string[],
    read = (path: string): Promise<readonly EditedBoard[]> => this.#boards.of(path),
  ): Promise<{ boards: ReadonlySet<EditedBoard>; failures: ReadonlyMap<string, Diagnostic[]> }> {
    const boards = new Set<EditedBoard>();
    const failures = new Map<string, Diagnostic[]>();
    const answers = await Promise.allSettled(paths.map(read));
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 'fulfilled') {
        for (const board of answer.value) boards.add(board);
        continue;
      }
      const failure = internalProblem('reading the boards of this file', answer.reason, undefined);
      this.#connection.console.error(failure.message);
      failures.set(paths[index] ?? '', diagnosticsOfProblems([failure], this.#client));
    }
    return { boards, failures };
  }

  async #ofScenario(path: string): Promise<Diagnostic[]> {
    const state = await this.#scenarios.stateOf(path);
    return state === undefined ? [] : diagnosticsOfProblems(state.report.problems, this.#client);
  }

  async #update(): Promise<void> {
    const changes = this.#changes;
    if (this.#pulls && this.#refreshes && this.#others) this.#connection.languages.diagnostics.refresh();
    if (this.#others) this.#otherRefreshes.send();
    this.#others = false;
    const paths = this.#documents.paths.filter((path) => !isScenarioPath(path));
    const { boards, failures } = await this.#boardsOf(paths, (path) => {
      if (!this.#documents.isLong(path)) return this.#boards.of(path);
      return this.#requests.unasked(async () => (changes === this.#changes ? this.#boards.of(path) : []));
    });
    const byFile = diagnosticsByFile([...boards], this.#client);
    for (const [path, failure] of failures) byFile.set(path, [...(byFile.get(path) ?? []), ...failure]);
    if (!this.#pulls) {
      for (const path of this.#documents.paths) {
        if (isScenarioPath(path)) byFile.set(path, await this.#ofScenario(path));
      }
    }
    // The places are of the texts that were read. What has changed since is brought up to date after its own pause.
    if (changes !== this.#changes) return;
    for (const { analysis } of boards) this.#kernelNotes.say(analysis.profile.kernel);
    const stale = new Set(this.#published);
    this.#published.clear();
    for (const [path, diagnostics] of byFile) {
      // What is wrong with a `.dtheaps.json` is found with the boards that it is for.
      if (this.#pulls && this.#documents.isOpen(path) && !isConfigurationPath(path)) continue;
      const uri = this.#documents.uriOf(path);
      this.#published.add(uri);
      stale.delete(uri);
      const version = this.#documents.versionOf(path);
      this.#connection.sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
    }
    for (const uri of stale) this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#connection.sendNotification(analysisChangedNotification);
    this.#upToDate();
  }
}
