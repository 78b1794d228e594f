import type { Disposable, StatusBarItem } from 'vscode';
import { MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { CurrentBoard } from '../currentBoard.ts';
import { escapeMarkdown } from '../markdown.ts';
import type { Server } from '../server.ts';
import { LINKS, linkLine, spokenStatus, statusLine, statusTooltip, throughText } from './statusText.ts';

/** What an item shows at one time. */
interface Shown {
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
  readonly colour?: 'error' | 'warning';
}

/** The one item in the status bar: board, kernel, heaps and findings; or that the server works, or does not. */
export class StatusItem implements Disposable {
  readonly #current: CurrentBoard;
  readonly #server: Server;
  readonly #item: StatusBarItem;
  readonly #parts: readonly Disposable[];

  constructor(current: CurrentBoard, server: Server) {
    this.#current = current;
    this.#server = server;
    this.#item = window.createStatusBarItem('devicetreeHeaps.status', StatusBarAlignment.Right, 100);
    this.#item.name = 'Devicetree Heaps';
    this.#item.command = 'devicetreeHeaps.showActions';
    this.#parts = [
      this.#item,
      current.onDidChange(() => this.#update()),
      server.onDidChangeState(() => this.#update()),
    ];
    this.#update();
  }

  /** What the item shows; `undefined` where it is hidden. */
  get shown(): Shown | undefined {
    const { state } = this.#server;
    if (state.kind === 'failed') return failed(state.reason);
    if (state.kind === 'starting') return STARTING;
    const { document, known, through, isAsking, isBusy } = this.#current;
    if (document === undefined) return undefined;
    if (known === undefined) {
      const isHeader = document.path.endsWith('.h');
      if (isBusy || (isAsking && through === undefined && !isHeader)) return READING;
      if (through === undefined || isHeader) return undefined;
      const text = throughText(through);
      return {
        text: `${through.isIndexing ? '$(sync~spin)' : '$(circuit-board)'} no board`,
        tooltip: `${escapeMarkdown(text)}\n\n${linkLine(through.isOverlay ? ['selectBoard', 'showOutput'] : ['selectBoard', 'createBoard', 'showOutput'])}`,
        spoken: `Devicetree Heaps: ${text}`,
      };
    }
    const { status } = known.overview;
    const isFine = status.booted && status.settingsProblems.length === 0 && status.kernelNote === undefined;
    const icon = isBusy ? '$(sync~spin)' : isFine ? '$(circuit-board)' : '$(warning)';
    return {
      text: `${icon} ${statusLine(status)}`,
      tooltip: statusTooltip(known.overview, through),
      spoken: spokenStatus(status),
      ...(isFine ? {} : { colour: 'warning' }),
    };
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }

  #update(): void {
    const { shown } = this;
    if (shown === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = shown.text;
    this.#item.tooltip = tooltipOf(shown.tooltip, Object.keys(LINKS));
    this.#item.accessibilityInformation = { label: shown.spoken, role: 'button' };
    this.#item.backgroundColor =
      shown.colour === undefined ? undefined : new ThemeColor(`statusBarItem.${shown.colour}Background`);
    this.#item.show();
  }
}

const STARTING: Shown = {
  text: '$(sync~spin) Devicetree Heaps',
  tooltip: 'The language server is being started.',
  spoken: 'Devicetree Heaps: starting',
};

const READING: Shown = {
  text: '$(sync~spin) Devicetree Heaps',
  tooltip: 'The board is being read.',
  spoken: 'Devicetree Heaps: reading the board',
};

function failed(reason: string): Shown {
  return {
    text: '$(error) Devicetree Heaps',
    tooltip: `**Devicetree Heaps does not work**: ${escapeMarkdown(reason)}.\n\n${linkLine(['restartServer', 'showOutput'])}`,
    spoken: `Devicetree Heaps does not work: ${reason}`,
    colour: 'error',
  };
}

/** A tooltip whose links may run the commands that are named, and no others. */
function tooltipOf(markdown: string, linked: readonly string[]): MarkdownString {
  const tooltip = new MarkdownString(markdown, true);
  tooltip.isTrusted = { enabledCommands: linked.map((command) => `devicetreeHeaps.${command}`) };
  return tooltip;
}
