import type { Command, Disposable, Event, TreeDataProvider } from 'vscode';
import { Range, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import type { SourceLocation } from '../../../server/src/lsp/protocol.ts';

/** A row of a tree view, with the rows below it. */
export interface Entry {
  readonly item: TreeItem;
  readonly children: readonly Entry[];
  /** The heap that the row is about, for the commands of its menu. */
  readonly heap?: string | undefined;
}

/** What a row shows. */
export interface EntryOptions {
  /** Distinguishes it from every other row of the view, so that what is open stays open. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly icon?: ThemeIcon;
  /** What `when` clauses of its menu know it by. */
  readonly kind?: string;
  /** What is opened when a person chooses it. */
  readonly location?: SourceLocation | undefined;
  readonly heap?: string;
  readonly children?: readonly Entry[];
  /** Whether its children are shown from the beginning. */
  readonly isOpen?: boolean;
}

/** A row of a tree view. Its accessible name is what it shows, the description included. */
export function entry({ children = [], heap, ...options }: EntryOptions): Entry {
  const state =
    children.length === 0
      ? TreeItemCollapsibleState.None
      : options.isOpen === true
        ? TreeItemCollapsibleState.Expanded
        : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(options.label, state);
  item.id = options.id;
  item.accessibilityInformation = { label: [options.label, options.description].filter(Boolean).join(', ') };
  if (options.description !== undefined) item.description = options.description;
  if (options.tooltip !== undefined) item.tooltip = options.tooltip;
  if (options.icon !== undefined) item.iconPath = options.icon;
  if (options.kind !== undefined) item.contextValue = options.kind;
  if (options.location !== undefined) item.command = openCommand(options.location);
  return { item, children, heap };
}

/** The command that opens a place in the sources. */
function openCommand({ uri, range: { start, end } }: SourceLocation): Command {
  const selection = new Range(start.line, start.character, end.line, end.character);
  return { command: 'vscode.open', title: 'Open', arguments: [Uri.parse(uri), { selection, preview: true }] };
}

/** The entries of a tree view, made anew whenever something changes. */
export class EntryTree implements TreeDataProvider<Entry> {
  readonly #entries: () => Entry[];
  readonly onDidChangeTreeData: Event<void>;

  constructor(changed: Event<void>, entries: () => Entry[]) {
    this.onDidChangeTreeData = changed;
    this.#entries = entries;
  }

  getTreeItem(entry: Entry): TreeItem {
    return entry.item;
  }

  getChildren(entry?: Entry): Entry[] {
    return entry === undefined ? this.#entries() : [...entry.children];
  }
}

export const icon = (name: string): ThemeIcon => new ThemeIcon(name);

export const disposeAll = (parts: readonly Disposable[]): void => {
  for (const part of parts) part.dispose();
};
