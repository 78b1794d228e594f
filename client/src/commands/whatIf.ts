import type { InputBoxValidationMessage, QuickPickItem } from 'vscode';
import { InputBoxValidationSeverity, QuickPickItemKind, type Uri, window } from 'vscode';
import type { ChangesAnswer } from '../../../server/src/lsp/documentProtocol.ts';
import type { BoardConnection } from '../boardConnection.ts';
import type { CurrentBoard } from '../currentBoard.ts';
import { isScenario } from '../devicetreeDocuments.ts';
import type { BoardDocuments } from '../documents/boardDocuments.ts';
import { tellNoBoard } from './noBoard.ts';

const TITLE = 'Devicetree Heaps: What If';

interface ChangeItem extends QuickPickItem {
  /** Absent: the changes are to be typed. */
  readonly change?: string;
}

/**
 * Asks which changes of the current board to look at, of the usual ones or as they are typed, and opens what they would
 * make of it beside it. Where a scenario is visible, its steps are run on both.
 */
export async function askWhatIf(
  board: BoardConnection,
  current: CurrentBoard,
  documents: BoardDocuments,
): Promise<void> {
  const { known } = current;
  const usual = known && (await board.changes(known.document, []))?.usual;
  if (known === undefined || usual === undefined) return tellNoBoard(current);
  const { document, overview } = known;
  const picked = await pick(itemsOf(usual), `What would you change on ${overview.status.boardName}?`);
  if (picked === undefined) return;
  const chosen = picked.items.flatMap(({ change }) => change ?? []);
  const isTyped = picked.items.some(({ change }) => change === undefined);
  const typed = isTyped ? await askText(board, document, [...chosen, ...picked.typed]) : chosen;
  if (typed === undefined || typed.length === 0) return;
  await documents.show({ source: document, kind: 'whatIf', changes: typed, scenario: visibleScenario() });
}

interface Picked {
  readonly items: readonly ChangeItem[];
  /** What stands in the box and is in no item: the beginning of a change. */
  readonly typed: readonly string[];
}

/**
 * Shows the list. Enter takes the items that are checked, where none is the one that it stands on, and where it stands on
 * none the first: the box to type into.
 */
function pick(items: ChangeItem[], question: string): Promise<Picked | undefined> {
  const list = window.createQuickPick<ChangeItem>();
  list.title = TITLE;
  list.placeholder = `${question} Check one or several, or type a change.`;
  list.canSelectMany = true;
  list.matchOnDescription = true;
  list.items = items;
  return new Promise((resolve) => {
    list.onDidAccept(() => {
      const [taken = []] = [list.selectedItems, list.activeItems, items.slice(0, 1)].filter(({ length }) => length > 0);
      const isTyped = taken.some(({ change }) => change === undefined);
      resolve({ items: taken, typed: isTyped ? changesIn(list.value) : [] });
      list.hide();
    });
    list.onDidHide(() => {
      list.dispose();
      resolve(undefined);
    });
    list.show();
  });
}

function itemsOf(usual: ChangesAnswer['usual']): ChangeItem[] {
  const isRegion = (text: string): boolean => text.includes(':');
  const item = ({ text, about }: ChangesAnswer['usual'][number]): ChangeItem => ({
    label: text,
    description: about,
    change: text,
  });
  const separator = (label: string): ChangeItem => ({ label, kind: QuickPickItemKind.Separator });
  return [
    { label: '$(edit) Type changes…', description: 'sizes, places, the command line, RAM', alwaysShow: true },
    separator('Regions'),
    ...usual.filter(({ text }) => isRegion(text)).map(item),
    separator('Kernel'),
    ...usual.filter(({ text }) => !isRegion(text)).map(item),
  ];
}

/** The changes as a person types them, with blanks between; what is none is complained about at once. */
async function askText(
  board: BoardConnection,
  document: Uri,
  chosen: readonly string[],
): Promise<readonly string[] | undefined> {
  const value = chosen.map((change) => `${change} `).join('');
  const text = await window.showInputBox({
    title: TITLE,
    prompt: 'Changes with blanks between; quote one that has blanks itself.',
    placeHolder:
      'camera_pool:size=128M camera_pool:base=0xb0000000 "cmdline=cma=64M quiet" memory=0x40000000:1G pages=64K',
    value,
    valueSelection: [value.length, value.length],
    ignoreFocusOut: true,
    validateInput: async (typed): Promise<InputBoxValidationMessage | undefined> => {
      const complaint = (await board.changes(document, changesIn(typed)))?.complaint;
      return complaint === undefined ? undefined : { message: complaint, severity: InputBoxValidationSeverity.Error };
    },
  });
  return text === undefined ? undefined : changesIn(text);
}

/** The changes of a text: words, or what stands between quotation marks. */
const changesIn = (text: string): string[] =>
  [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');

const visibleScenario = (): Uri | undefined =>
  window.visibleTextEditors.find(({ document }) => isScenario(document.uri))?.document.uri;
