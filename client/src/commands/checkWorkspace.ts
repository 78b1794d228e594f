import type { Disposable } from 'vscode';
import { commands, languages, ProgressLocation, TabInputText, TabInputTextDiff, Uri, window, workspace } from 'vscode';
import type { CheckWorkspaceAnswer } from '../../../server/src/lsp/documentProtocol.ts';
import type { BoardConnection } from '../boardConnection.ts';
import type { BoardDocuments } from '../documents/boardDocuments.ts';
import { count } from '../status/statusText.ts';

/** Whether there is anything to clear; the command is enabled by it. */
const CONTEXT = 'devicetreeHeaps.hasWorkspaceFindings';

/**
 * Checks every board of the workspace and lists what is wrong in the Problems panel: of files that are not open, since the
 * server itself reports on those that are. A file that is opened or changed leaves the list, and so does one on which the
 * server reports because a board that includes it is open: nothing is listed twice.
 */
export class WorkspaceCheck implements Disposable {
  readonly #connection: BoardConnection;
  readonly #documents: BoardDocuments;
  readonly #found = languages.createDiagnosticCollection('devicetreeHeapsWorkspace');
  readonly #parts: readonly Disposable[];

  constructor(connection: BoardConnection, documents: BoardDocuments) {
    this.#connection = connection;
    this.#documents = documents;
    this.#parts = [
      this.#found,
      workspace.onDidOpenTextDocument(({ uri }) => this.#found.delete(uri)),
      workspace.onDidSaveTextDocument(({ uri }) => this.#found.delete(uri)),
      workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.#found.delete(uri);
      }),
      languages.onDidChangeDiagnostics(({ uris }) => this.#leaveTo(uris)),
    ];
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }

  /** Checks all boards, with a progress that can be stopped, and says what came of it. */
  async run(): Promise<void> {
    const [folder] = workspace.workspaceFolders ?? [];
    if (folder === undefined) {
      await window.showInformationMessage('Open a folder first: the boards in it are checked.');
      return;
    }
    const options = {
      location: ProgressLocation.Notification,
      title: 'Devicetree Heaps: checking boards',
      cancellable: true,
    };
    const answer = await window.withProgress(options, (progress, token) => {
      let shown = 0;
      return this.#connection.checkWorkspace(({ percentage = 0, message = '' }) => {
        progress.report({ increment: percentage - shown, message });
        shown = percentage;
      }, token);
    });
    if (answer === undefined) return;
    await this.#list(answer);
    const report = 'Show Report';
    const problems = 'Show Problems';
    const chosen = await window.showInformationMessage(summaryOf(answer), problems, report);
    if (chosen === report) await this.#documents.showWorkspace(folder.uri, answer.report);
    if (chosen === problems) await commands.executeCommand('workbench.actions.view.problems');
  }

  /** Takes what was found out of the Problems panel. */
  async clear(): Promise<void> {
    this.#found.clear();
    await commands.executeCommand('setContext', CONTEXT, false);
  }

  /** Takes the files out on which the server itself reports: more stands there than what was listed. */
  #leaveTo(files: readonly Uri[]): void {
    for (const uri of files) {
      const [first, ...rest] = this.#found.get(uri) ?? [];
      if (first === undefined) continue;
      const all = languages.getDiagnostics(uri).filter(({ source }) => source === first.source);
      if (all.length > rest.length + 1) this.#found.delete(uri);
    }
  }

  async #list({ files }: CheckWorkspaceAnswer): Promise<void> {
    const open = openInTabs();
    this.#found.clear();
    for (const { uri, diagnostics } of files) {
      const at = Uri.parse(uri);
      if (!open.has(at.toString())) this.#found.set(at, await this.#connection.diagnostics(diagnostics));
    }
    this.#leaveTo(files.map(({ uri }) => Uri.parse(uri)));
    await commands.executeCommand('setContext', CONTEXT, files.length > 0);
  }
}

/**
 * The files that stand in tabs: those that the server is asked about. A document that was closed goes on existing for
 * minutes, and nothing is reported of it.
 */
function openInTabs(): ReadonlySet<string> {
  const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  const files = inputs.flatMap((input) => {
    if (input instanceof TabInputText) return [input.uri];
    return input instanceof TabInputTextDiff ? [input.original, input.modified] : [];
  });
  return new Set(files.map(String));
}

function summaryOf({ checked, all, findings: { errors, warnings, notes } }: CheckWorkspaceAnswer): string {
  const boards = checked < all ? `Stopped: ${checked} of ${all} boards checked` : `${count(all, 'board')} checked`;
  return `${boards}: ${count(errors, 'error')}, ${count(warnings, 'warning')}, ${count(notes, 'note')}.`;
}
