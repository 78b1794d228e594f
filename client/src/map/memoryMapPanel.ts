import type { Disposable, Uri, WebviewPanel } from 'vscode';
import { commands, Range, Uri as UriOf, ViewColumn, window, workspace } from 'vscode';
import type { MemoryMapAnswer, PlaceInDocument, ScenarioAnswer } from '../../../server/src/lsp/protocol.ts';
import type { BoardConnection } from '../boardConnection.ts';
import { currentDocument, isDevicetree } from '../devicetreeDocuments.ts';
import { nameWithoutExtension } from '../fileName.ts';
import { saveFile } from '../saveFile.ts';
import type { MapMessage, MapRequest } from './mapMessages.ts';
import { mapPage } from './mapPage.ts';
import { documentOf, runShown, type ShownScenario, saveShown } from './shownScenario.ts';

const VIEW_TYPE = 'devicetreeHeaps.memoryMap';

/** The memory map beside the editor: it shows the board of the document that is edited, and follows its edits. */
export class MemoryMapPanel implements Disposable {
  readonly #board: BoardConnection;
  readonly #dist: Uri;
  #panel: WebviewPanel | undefined;
  #document: Uri | undefined;
  /** The scenario whose steps are shown below the map of its board. */
  #scenario: ShownScenario | undefined;
  #steps: ScenarioAnswer['steps'] = [];
  #places: MemoryMapAnswer['places'] = {};
  /** The board that is drawn. */
  #shown: MemoryMapAnswer['status'] | undefined;
  readonly #parts: Disposable[] = [];

  constructor(board: BoardConnection, extension: Uri) {
    this.#board = board;
    this.#dist = UriOf.joinPath(extension, 'dist');
    this.#parts.push(
      board.onDidChange(() => void this.#update()),
      window.onDidChangeActiveTextEditor((editor) => {
        if (editor === undefined || !isDevicetree(editor.document)) return;
        this.#document = editor.document.uri;
        void this.#update();
      }),
    );
  }

  /** Opens it for the current document, or brings it to the front. */
  async show(): Promise<void> {
    const document = currentDocument();
    if (document === undefined) {
      await window.showInformationMessage('Open a devicetree first: a .dts, .dtsi, .dtso or .overlay file.');
      return;
    }
    this.#document = document.uri;
    await this.#reveal();
  }

  /** Opens it with what a scenario does to the pools, step by step. */
  async showScenario(scenario: ShownScenario): Promise<void> {
    const answer = await runShown(this.#board, scenario);
    if (answer === undefined) {
      await window.showInformationMessage('No board is known for this scenario: open the board that it is for.');
      return;
    }
    this.#scenario = scenario;
    this.#document = UriOf.parse(answer.status.board);
    await this.#reveal();
  }

  async #reveal(): Promise<void> {
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined, true);
      return this.#update();
    }
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const panel = window.createWebviewPanel(VIEW_TYPE, 'Memory Map', column, {
      enableScripts: true,
      localResourceRoots: [this.#dist],
    });
    this.#panel = panel;
    panel.onDidDispose(() => {
      this.#panel = undefined;
      // Opened again it is the board's map alone.
      this.#scenario = undefined;
    });
    panel.onDidChangeViewState(() => {
      // A page that was hidden begins anew.
      if (panel.visible) void this.#update();
    });
    panel.webview.onDidReceiveMessage((request: MapRequest) => {
      // A rejection would be seen nowhere.
      this.#answer(request).catch((error) => window.showErrorMessage(`Devicetree Heaps: ${error}`));
    });
    panel.webview.html = mapPage(panel.webview, UriOf.joinPath(this.#dist, 'memoryMapView.js'));
  }

  async #answer(request: MapRequest): Promise<void> {
    switch (request.kind) {
      case 'ready':
        return this.#update();
      case 'open':
        return this.#open(request.path);
      case 'openStep':
        return this.#openStep(request.step);
      case 'save':
        return this.#save(request.svg);
      case 'saveScenario':
        return this.#saveScenario();
      case 'bootLog':
        await commands.executeCommand('devicetreeHeaps.showBootLog');
    }
  }

  async #open(path: string): Promise<void> {
    const place = this.#places[path];
    if (place === undefined) return;
    await showRange(UriOf.parse(place.uri), place.range);
  }

  async #save(svg: string): Promise<void> {
    if (this.#shown === undefined) return;
    const { board, boardName } = this.#shown;
    const beside = UriOf.parse(board);
    const name = `${nameWithoutExtension(boardName)}-memory.svg`;
    const title = 'Save the memory map';
    const file = { title, name, beside, kind: 'SVG image', extensions: ['svg'], content: svg } as const;
    const target = await saveFile(file);
    if (target === undefined) return;
    const open = 'Open';
    const said = `${workspace.asRelativePath(target)} is written.`;
    if ((await window.showInformationMessage(said, open)) === open)
      await commands.executeCommand('vscode.open', target);
  }

  async #update(): Promise<void> {
    const panel = this.#panel;
    const document = this.#document;
    if (panel === undefined || document === undefined || !panel.visible) return;
    const answer = await this.#board.memoryMap(document).catch(() => undefined);
    if (this.#document !== document || this.#panel !== panel) return;
    this.#places = answer?.places ?? {};
    this.#shown = answer?.status;
    const message: MapMessage =
      answer === undefined
        ? { kind: 'nothing', why: 'No board includes this file, so there is no memory to draw.' }
        : { kind: 'picture', picture: answer.picture, board: answer.status.board };
    panel.title = answer === undefined ? 'Memory Map' : `Memory Map: ${answer.status.boardName}`;
    await panel.webview.postMessage(message);
    await this.#updateScenario(panel, answer?.status.board);
  }

  /** Sends what the scenario does, if the map is of its board. */
  async #updateScenario(panel: WebviewPanel, board: string | undefined): Promise<void> {
    const scenario = this.#scenario;
    if (scenario === undefined) return;
    const answer = await runShown(this.#board, scenario).catch(() => undefined);
    if (this.#scenario !== scenario || this.#panel !== panel) return;
    this.#steps = answer?.steps ?? [];
    const shown = answer !== undefined && answer.status.board === board ? answer.picture : undefined;
    const message: MapMessage = { kind: 'scenario', scenario: shown, isUnsaved: scenario.kind === 'unsaved' };
    await panel.webview.postMessage(message);
  }

  async #openStep(step: number): Promise<void> {
    const range = this.#steps[step];
    if (this.#scenario !== undefined && range !== undefined) await showRange(await documentOf(this.#scenario), range);
  }

  async #saveScenario(): Promise<void> {
    const saved = this.#scenario === undefined ? undefined : await saveShown(this.#scenario);
    if (saved === undefined) return;
    this.#scenario = saved;
    await this.#update();
  }

  dispose(): void {
    this.#panel?.dispose();
    for (const part of this.#parts) part.dispose();
  }
}

/** Shows a stretch of a document in the first column. */
async function showRange(document: Uri, { start, end }: PlaceInDocument['range']): Promise<void> {
  await window.showTextDocument(document, {
    viewColumn: ViewColumn.One,
    selection: new Range(start.line, start.character, end.line, end.character),
  });
}
